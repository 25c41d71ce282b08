package dev.facteur.deliver.security;

/// A policy could not be had, although DNS says that there is one. The message is a sentence
/// without its full stop.
public final class StsFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /// What was wrong, as reports name it (RFC 8460 §4.3.2.2).
    public enum Kind {
        FETCH_ERROR,
        INVALID,
        /// The web server did not prove its name.
        WEBPKI_INVALID
    }

    StsFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
