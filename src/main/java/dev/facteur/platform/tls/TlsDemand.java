package dev.facteur.platform.tls;

import dev.facteur.protocol.dane.TlsaSet;
import java.util.List;

/// What a mail server of somebody else's domain has to show before it gets a mail.
public sealed interface TlsDemand {
    /// TLS where the server offers it, with any certificate; in clear where that fails (RFC 7435).
    /// Keeps listeners out, not impostors.
    Opportunistic OPPORTUNISTIC = new Opportunistic();

    record Opportunistic() implements TlsDemand {}

    /// TLS with a certificate of a public authority for the server's name (RFC 8461 §4.1).
    Verified VERIFIED = new Verified();

    record Verified() implements TlsDemand {}

    /// TLS with a certificate or key that DNS proves (RFC 7672 §3).
    ///
    /// @param base the name under which the records are; it is sent as SNI (RFC 7672 §8.1)
    /// @param records without a usable one it is TLS with any certificate, but never in clear
    /// @param names of which the certificate carries one, where an authority is proved and not the
    ///   key itself
    record Dane(String base, TlsaSet records, List<String> names) implements TlsDemand {
        public Dane {
            names = List.copyOf(names);
        }
    }
}
