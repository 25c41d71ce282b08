package dev.facteur.platform.tls;

import dev.facteur.protocol.dns.DnsAnswer;
import java.util.List;

/// What a mail server of somebody else's domain has to show before it gets a mail.
public sealed interface TlsDemand {
    /// TLS where the server offers it, with any certificate; in clear where that fails (RFC 7435).
    /// Keeps listeners out, not impostors.
    Opportunistic OPPORTUNISTIC = new Opportunistic();

    record Opportunistic() implements TlsDemand {}

    /// TLS with a certificate of a public authority for the server's name (RFC 8461 §4.1).
    ///
    /// @param names those that the domain's policy allows for its servers; `*.` stands for one
    ///   label
    record Verified(List<String> names) implements TlsDemand {
        public Verified {
            names = List.copyOf(names);
        }
    }

    /// TLS with a certificate or key that DNS proves (RFC 7672 §3).
    ///
    /// @param records of the server's port
    /// @param names the certificate may carry, where an authority is proved and not the key itself
    record Dane(List<DnsAnswer.Tlsa> records, List<String> names) implements TlsDemand {
        public Dane {
            records = List.copyOf(records);
            names = List.copyOf(names);
        }
    }
}
