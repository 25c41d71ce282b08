package dev.facteur.route;

import java.util.List;

/// One port of a port ladder, with the encryption spoken there.
public record Rung(int port, TlsMode tls) {
    /// What most providers offer, in the order to try (RFC 8314 §3.3 allows both; 2525 is custom).
    public static final List<Rung> DEFAULT_LADDER =
            List.of(
                    new Rung(587, TlsMode.STARTTLS),
                    new Rung(465, TlsMode.IMPLICIT),
                    new Rung(2525, TlsMode.STARTTLS));

    public Rung {
        if (port < 1 || port > 65535) throw new IllegalArgumentException("no such port: " + port);
    }

    /// Reads `587/starttls`, the form of the API and the CLI.
    public static Rung of(String text) {
        int slash = text.indexOf('/');
        try {
            if (slash > 0) {
                int port = Integer.parseInt(text.substring(0, slash));
                return new Rung(port, TlsMode.of(text.substring(slash + 1)));
            }
        } catch (NumberFormatException notAPort) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "a port is written like 587/starttls or 465/implicit, not " + text);
    }

    @Override
    public String toString() {
        return port + "/" + tls.word();
    }
}
