package dev.facteur.platform.config;

/// A file that sets every key there is, each to something that is not the default.
final class EveryKey {
    static final String TOML =
            """
            [server]
            name = "mail.example.com"
            data = "/var/lib/facteur"
            [submission]
            listen = ["127.0.0.1", "::1"]
            starttls = [1587]
            implicit = [1465]
            max_connections = 11
            max_connections_per_address = 12
            max_message = "13 MiB"
            max_recipients = 14
            idle = "15s"
            [local]
            listen = "127.0.0.1:2500"
            site = "shop"
            [http]
            listen = "[::1]:8026"
            max_connections_per_address = 19
            requests_per_minute = 60
            [tls]
            certificate = "tls/chain.pem"
            key = "/etc/key.pem"
            [dns]
            servers = ["127.0.0.1", "::1", "[::1]:5353"]
            validates = "yes"
            [queue]
            retry = "1m, 5m*2"
            lifetime_transactional = "16h"
            lifetime_broadcast = "17h"
            delay_notice = "18m"
            [spool]
            reserve = "20 MB"
            [retention]
            bodies = "off"
            events = "30d"
            [reports]
            from = "tls@example.com"
            organization = "Example"
            contact = "help@example.com"
            retention = "90d"
            [webhooks]
            allow = ["10.0.0.0/8", "127.0.0.1"]
            authorities = "hooks.pem"
            [alerts]
            from = "alerts@example.com"
            per_hour = 23
            calm = "24m"
            failures_percent = 25
            failures_of = 26
            failures_within = "27m"
            queue_older = "28m"
            queue_over = 29
            complaints_per_thousand = 30
            complaints_over = 31
            telegram = "http://127.0.0.1:8081/"
            [bounces]
            domain = "Bounce.example.com"
            listen = [25, 2526]
            routes = ["relay"]
            pass_on = "no"
            [content]
            rspamd = "https://filter.example.com:11334/"
            password_file = "filter.password"
            spamassassin = ""
            max_mail = "22 MB"
            [tracking]
            listen = "127.0.0.1:8027"
            certificate = "links.pem"
            key = "links.key"
            proxies = ["10.0.0.1"]
            [doctor]
            blocklists = ["list.example"]
            time_servers = ["time.example", "127.0.0.1:1123"]
            [domains]
            fallback = "Mail.Example.com"
            dkim_zone = "DKIM.example.com"
            dkim_zone_server = "127.0.0.1:5353"
            dkim_zone_key = "hmac-sha256:facteur:AAECAwQFBgcICQoLDA0ODw=="
            dkim_rotation = "90d"
            [sendmail]
            folder = "/run/sendmail"
            access = "everyone"
            [log]
            format = "json"
            level = "debug"
            """;

    private EveryKey() {}
}
