package dev.facteur.route;

/// How a connection to a rung is protected.
public enum TlsMode {
    /// RFC 3207; a server that does not offer it is a failure with its own diagnosis, never a
    /// downgrade.
    STARTTLS("starttls"),
    /// RFC 8314 §3.3: TLS from the first byte.
    IMPLICIT("implicit"),
    /// No TLS: only to a loopback address and only without credentials.
    NONE("none");

    private final String word;

    TlsMode(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static TlsMode of(String word) {
        for (var mode : values()) {
            if (mode.word.equals(word)) return mode;
        }
        throw new IllegalArgumentException("no such TLS mode: " + word);
    }
}
