package dev.facteur.protocol.dns;

import java.io.IOException;

/// DNS gave no answer that can be relied on; it may tomorrow. The message is a sentence without its
/// full stop.
public final class DnsTrouble extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /// What stood in the way.
    public enum Kind {
        /// No server answered in time.
        TIMEOUT,
        /// A server could not find out, or what it found does not hold before DNSSEC.
        FAILED,
        /// A server does not answer us.
        REFUSED,
        /// What was asked for is no name.
        NO_NAME
    }

    public DnsTrouble(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
