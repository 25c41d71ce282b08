mkdir -p /etc/judges
cat >/etc/judges/opendkim.conf <<CONF
Mode v
Socket inet:$DKIM_PORT@127.0.0.1
Background no
Syslog no
AuthservID receiver.example
AlwaysAddARHeader yes
InternalHosts refile:/etc/judges/nobody
ResolverConfiguration /etc/judges/unbound.conf
On-Default accept
CONF
cat >/etc/judges/unbound.conf <<CONF
server:
  do-not-query-localhost: no
  module-config: "iterator"
forward-zone:
  name: "."
  forward-addr: $NAME_SERVER
CONF
cat >/etc/judges/opendmarc.conf <<CONF
Socket inet:$DMARC_PORT@127.0.0.1
Background false
Syslog false
AuthservID receiver.example
PublicSuffixList /usr/share/publicsuffix/public_suffix_list.dat
IgnoreHosts /etc/judges/nobody
SPFIgnoreResults true
SPFSelfValidate true
CONF
echo 203.0.113.255 >/etc/judges/nobody
opendkim -x /etc/judges/opendkim.conf >>"$folder/opendkim.log" 2>&1 &
opendmarc -f -c /etc/judges/opendmarc.conf >>"$folder/opendmarc.log" 2>&1 &
# Whoever waits for it gives up after five minutes.
while [ ! -e "$folder/stop" ] && [ $SECONDS -lt 300 ]; do sleep 0.05; done
