package dev.facteur.testkit;

import java.util.List;

/// The configuration of [PostfixProvider], in Postfix's own words (postconf(5), master(5)).
final class PostfixServices {
    static final String MAIN =
            """
            compatibility_level = 3.6
            queue_directory = @FOLDER@/queue
            data_directory = @FOLDER@/data
            maillog_file = @FOLDER@/data/maillog
            maillog_file_prefixes = /
            myhostname = provider.example
            mydestination =
            mynetworks =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            alias_maps =
            alias_database =
            local_recipient_maps =
            biff = no
            disable_dns_lookups = yes
            smtpd_peername_lookup = no
            # Nothing leaves: every address is a mailbox here, and there is no other transport.
            default_transport = error:nothing leaves this machine
            relay_transport = error:nothing leaves this machine
            virtual_mailbox_domains = static:all
            virtual_mailbox_maps = static:box/
            virtual_mailbox_base = @FOLDER@/mail
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            virtual_mailbox_limit = 0
            mailbox_size_limit = 0
            message_size_limit = 104857600
            # The evidence is to be kept as it came.
            message_drop_headers =
            local_header_rewrite_clients =
            always_add_missing_headers = no
            undisclosed_recipients_header =
            smtpd_delay_open_until_valid_rcpt = yes
            recipient_delimiter =
            # A provider: TLS, then a login, then mail.
            smtpd_tls_security_level = encrypt
            smtpd_tls_auth_only = yes
            smtpd_tls_cert_file = @CERTIFICATE@
            smtpd_tls_key_file = @KEY@
            smtpd_tls_loglevel = 1
            smtpd_tls_received_header = yes
            tls_random_source = dev:/dev/urandom
            smtpd_sasl_auth_enable = yes
            smtpd_sasl_type = cyrus
            cyrus_sasl_config_path = @FOLDER@/conf/sasl
            smtpd_sasl_local_domain = provider.example
            smtpd_relay_restrictions = permit_sasl_authenticated, reject
            smtpd_recipient_restrictions = permit_sasl_authenticated, reject
            # This one sender belongs to another account.
            smtpd_sender_login_maps = inline:{ @TAKEN_SENDER@=another-account }
            # And this one is found out late.
            smtpd_data_restrictions = check_sender_access inline:{ { @UNVERIFIED_SENDER@ = 550 The from address does not match a verified Sender Identity } }
            smtpd_sender_restrictions = reject_known_sender_login_mismatch
            # The machine is small and the tests are impatient.
            default_process_limit = 40
            in_flow_delay = 0
            smtpd_client_connection_count_limit = 0
            smtpd_client_connection_rate_limit = 0
            smtpd_client_event_limit_exceptions = static:all
            smtpd_error_sleep_time = 0
            """;

    private static final String MASTER =
            """
            pickup    unix  n       -       n       60      1       pickup
            cleanup   unix  n       -       n       -       0       cleanup
            qmgr      unix  n       -       n       300     1       qmgr
            tlsmgr    unix  -       -       n       1000?   1       tlsmgr
            rewrite   unix  -       -       n       -       -       trivial-rewrite
            bounce    unix  -       -       n       -       0       bounce
            defer     unix  -       -       n       -       0       bounce
            trace     unix  -       -       n       -       0       bounce
            verify    unix  -       -       n       -       1       verify
            flush     unix  n       -       n       1000?   0       flush
            proxymap  unix  -       -       n       -       -       proxymap
            proxywrite unix -       -       n       -       1       proxymap
            showq     unix  n       -       n       -       -       showq
            error     unix  -       -       n       -       -       error
            retry     unix  -       -       n       -       -       error
            discard   unix  -       -       n       -       -       discard
            virtual   unix  -       n       n       -       -       virtual
            anvil     unix  -       -       n       -       1       anvil
            scache    unix  -       -       n       -       1       scache
            postlog   unix-dgram n  -       n       -       1       postlogd
            """;

    private PostfixServices() {}

    /// master.cf with the doors of a recipient's server: as usual, with TLS that nobody speaks any
    /// more, and for one connection of each client.
    static String forEverybody(List<Integer> ports) {
        return MASTER
                + "127.0.0.1:"
                + ports.get(0)
                + " inet n - n - - smtpd\n"
                + "127.0.0.1:"
                + ports.get(1)
                + " inet n - n - - smtpd\n"
                + "  -o smtpd_tls_protocols=TLSv1\n"
                + "  -o smtpd_tls_mandatory_protocols=TLSv1\n"
                + "127.0.0.1:"
                + ports.get(2)
                + " inet n - n - - smtpd\n"
                + "  -o smtpd_client_connection_count_limit=1\n";
    }

    /// master.cf with a door for each certificate, and one without TLS.
    static String showing(List<Integer> ports, List<TestAuthority.Issued> certificates) {
        var text = new StringBuilder(MASTER);
        for (int door = 0; door < ports.size(); door++) {
            text.append("127.0.0.1:" + ports.get(door) + " inet n - n - - smtpd\n");
            if (door == certificates.size()) {
                text.append("  -o smtpd_tls_security_level=none\n");
            } else {
                var shown = certificates.get(door);
                text.append("  -o smtpd_tls_cert_file=" + shown.certificateFile() + "\n");
                text.append("  -o smtpd_tls_key_file=" + shown.keyFile() + "\n");
            }
        }
        return text.toString();
    }

    /// master.cf with the doors: STARTTLS, implicit TLS, STARTTLS.
    static String text(List<Integer> ports) {
        return MASTER
                + "127.0.0.1:"
                + ports.get(0)
                + " inet n - n - - smtpd\n"
                + "127.0.0.1:"
                + ports.get(1)
                + " inet n - n - - smtpd\n"
                + "  -o smtpd_tls_wrappermode=yes\n"
                + "127.0.0.1:"
                + ports.get(2)
                + " inet n - n - - smtpd\n";
    }
}
