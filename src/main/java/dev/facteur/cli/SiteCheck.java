package dev.facteur.cli;

import java.util.ArrayList;
import java.util.List;

/// Lines to run where a website runs, with what a web host has: they look whether the doors of this
/// gateway can be reached from there, and whether TLS comes about. They log in nowhere and send
/// nothing.
///
/// The code holds no single quote, and what it is about comes as arguments: so one rule of quoting
/// serves all names.
///
/// @param host as sites are told it
/// @param ca file with what sites have to trust; `""` for none
/// @param doors `587/starttls`
/// @param http the API's address
record SiteCheck(String host, String ca, List<String> doors, String http) {
    /// `/dev/tcp` is bash's own; a door that is dropped would hang for minutes without `timeout`.
    private static final String BASH =
            """
            h=$1 c=$2; shift 2; [ -r "$c" ] || c=; \
            getent hosts "$h" >/dev/null && echo "$h NAME OK" || echo "$h NO NAME"; \
            for d; do case $d in \
            http*) s=$(curl -ksS -m 8 -o /dev/null -w "%{http_code}" "$d/healthz" 2>/dev/null); \
            [ "$s" = 200 ] && echo "$d OK" || echo "$d NO ANSWER"; continue;; \
            */implicit) p=${d%/*} s=;; *) p=${d%/*} s="-starttls smtp";; esac; \
            timeout 8 bash -c "exec 3<>/dev/tcp/\\$0/\\$1" "$h" "$p" 2>/dev/null \
            || { echo "$d NO CONNECTION"; continue; }; \
            o=$(timeout 12 openssl s_client $s -connect "$h:$p" -servername "$h" \
            -verify_hostname "$h" ${c:+-CAfile "$c"} -verify_return_error -brief </dev/null 2>&1); \
            case $o in \
            *"Verification: OK"*) echo "$d OK";; \
            *"not found"*) echo "$d CONNECTED, TLS NOT TRIED (no openssl)";; \
            *[Vv]"erify error"*|*"verification fail"*|*"ertificate verify failed"*) \
            echo "$d CERTIFICATE NOT TRUSTED";; \
            *) echo "$d TLS FAILED";; esac; done\
            """;

    private static final String PHP =
            """
            $h=$argv[1]; $c=$argv[2]; $a=gethostbynamel($h); \
            echo $h, $a ? " NAME OK" : " NO NAME", "\\n"; \
            foreach (array_slice($argv, 3) as $d) { \
            $v=["peer_name"=>$h]; if (is_readable($c)) $v["cafile"]=$c; \
            if (!strncmp($d, "http", 4)) { \
            $x=stream_context_create(["http"=>["timeout"=>8], "ssl"=>["verify_peer"=>false, \
            "verify_peer_name"=>false]]); \
            echo $d, @file_get_contents("$d/healthz", false, $x)===false ? " NO ANSWER" : " OK", \
            "\\n"; continue; } \
            [$p, $m]=explode("/", $d); \
            $s=@stream_socket_client("tcp://$h:$p", $n, $e, 8, STREAM_CLIENT_CONNECT, \
            stream_context_create(["ssl"=>$v])); \
            if (!$s) { echo "$d NO CONNECTION ($e)\\n"; continue; } \
            stream_set_timeout($s, 8); \
            $hear=function() use ($s) { $t=""; \
            do { $l=(string) fgets($s); $t.=$l; } while (substr($l, 3, 1)==="-"); return $t; }; \
            $ask=function($w) use ($s, $hear) { fwrite($s, "$w\\r\\n"); return $hear(); }; \
            if ($m==="starttls") { $hear(); \
            if (!stripos($ask("EHLO [127.0.0.1]"), "STARTTLS")) { \
            echo "$d NO STARTTLS\\n"; continue; } $ask("STARTTLS"); } \
            if (!@stream_socket_enable_crypto($s, true, STREAM_CRYPTO_METHOD_TLS_CLIENT)) { \
            $w=(string) (error_get_last()["message"] ?? ""); \
            echo $d, stripos($w, "certificate") || stripos($w, "peer_name") || stripos($w, "CN=") \
            ? " CERTIFICATE NOT TRUSTED" : " TLS FAILED", "\\n"; continue; } \
            if ($m==="implicit") $hear(); \
            echo $d, stripos($ask("EHLO [127.0.0.1]"), "AUTH ") ? " OK" : " NO LOGIN OFFERED", \
            "\\n"; }\
            """;

    SiteCheck {
        doors = List.copyOf(doors);
    }

    /// Needs bash, and timeout, openssl and curl for all of it.
    String bash() {
        return "bash -c " + quoted(BASH) + " check " + arguments();
    }

    /// Needs PHP on the command line, with openssl.
    String php() {
        return "php -r " + quoted(PHP) + " -- " + arguments();
    }

    private String arguments() {
        var arguments = new ArrayList<String>();
        arguments.add(quoted(host));
        arguments.add(quoted(ca));
        for (var door : doors) arguments.add(quoted(door));
        if (!http.isEmpty()) arguments.add(quoted(http));
        return String.join(" ", arguments);
    }

    /// As a shell takes it for one word, whatever it holds.
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
