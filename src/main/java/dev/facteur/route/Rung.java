package dev.facteur.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /// Reads `587/starttls`, the form of the API and the CLI. The usual ports may stand alone.
    public static Rung of(String text) {
        int slash = text.indexOf('/');
        try {
            int port = Integer.parseInt(slash < 0 ? text : text.substring(0, slash));
            var tls = slash < 0 ? usual(port) : TlsMode.of(text.substring(slash + 1));
            if (tls != null) return new Rung(port, tls);
        } catch (NumberFormatException notAPort) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "a port is written like 587 or 8587/starttls or 8465/implicit, not " + text);
    }

    private static @Nullable TlsMode usual(int port) {
        return switch (port) {
            // 25 is refused later, with the reason.
            case 25, 587, 2525, 2587 -> TlsMode.STARTTLS;
            case 465, 2465 -> TlsMode.IMPLICIT;
            default -> null;
        };
    }

    @Override
    public String toString() {
        return port + "/" + tls.word();
    }
}
