#!/usr/bin/env bash
# Facteur as a system of a relay benchmark: everything that comes in at 127.0.0.1:BENCH_PORT goes on to
# BENCH_SINK_HOST:BENCH_SINK_PORT.
#
#   facteur.sh start    stays in the foreground; data and logs go to BENCH_DIR, which must be empty
#   facteur.sh stop     nothing to do: the benchmark ends what it started
#
# BENCH_DKIM=1 signs as BENCH_DKIM_DOMAIN with RSA-2048; BENCH_TLS=1 takes and gives mail by STARTTLS and AUTH as
# BENCH_USER with BENCH_PASS, with the certificate BENCH_CERT and its key BENCH_KEY, which the sink shows too.
# BENCH_TUNING=one allows one connection to the sink. FACTEUR_JAVA_OPTIONS is handed to the gateway.
set -euo pipefail
[ "${1-}" = start ] || exit 0
facteur=$(dirname "$(readlink -f "$0")")/../../../facteur
data=$BENCH_DIR/data
domain=${BENCH_DKIM_DOMAIN:-example.com}

tls() { [ "${BENCH_TLS:-0}" = 1 ]; }

settings() {
  cat <<SETTINGS
[server]
name = "mta.example.com"
data = "$data"
[http]
listen = "127.0.0.1:0"
[submission]
listen = "127.0.0.1"
implicit = []
SETTINGS
  if tls; then
    printf 'starttls = [%s]\n[tls]\ncertificate = "%s"\nkey = "%s"\n' "$1" "$BENCH_CERT" "$BENCH_KEY"
  elif [ "$1" != 0 ]; then
    printf 'starttls = []\n[local]\nlisten = "127.0.0.1:%s"\nsite = "bench"\n' "$1"
  else
    printf 'starttls = [0]\n'
  fi
}

# The accounts are made before the benchmark's port is open, by a gateway that listens elsewhere.
prepare() {
  local gateway
  "$facteur" serve --config "$BENCH_DIR/prepare.toml" &
  gateway=$!
  until [ -e "$data/admin.json" ]; do sleep 0.1; done
  local route=(route add sink --no-check --host "$BENCH_SINK_HOST" --connections 50)
  [ "${BENCH_TUNING-}" = one ] && route=(route add sink --no-check --host "$BENCH_SINK_HOST" --connections 1)
  [ "${BENCH_DKIM:-0}" = 1 ] || route+=(--no-sign)
  if tls; then
    route+=(--port "$BENCH_SINK_PORT/starttls" --ca-file "$BENCH_CERT" --user "$BENCH_USER" --password-file -)
  else
    route+=(--port "$BENCH_SINK_PORT/none")
  fi
  "$facteur" site add bench --data "$data"
  "$facteur" domain add "$domain" --site bench --algorithm rsa --vouch --data "$data"
  if tls; then
    printf '%s\n' "$BENCH_PASS" | "$facteur" "${route[@]}" --data "$data"
    printf '%s\n' "$BENCH_PASS" |
      "$facteur" credential add bench --name "$BENCH_USER" --password-file - --data "$data"
  else
    "$facteur" "${route[@]}" --data "$data"
  fi
  kill "$gateway"
  wait "$gateway" || :
}

settings 0 >"$BENCH_DIR/prepare.toml"
settings "$BENCH_PORT" >"$BENCH_DIR/facteur.toml"
prepare
exec "$facteur" serve --config "$BENCH_DIR/facteur.toml"
