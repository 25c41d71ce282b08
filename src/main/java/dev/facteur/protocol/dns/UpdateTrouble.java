package dev.facteur.protocol.dns;

import java.io.IOException;

/// A zone was not changed, or nobody knows. The message is a sentence without its full stop.
public final class UpdateTrouble extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /// What stood in the way.
    public enum Kind {
        /// The server cannot be reached, or says nothing in time.
        SILENT,
        /// What answered does not prove that it has the key: it may be anybody.
        UNPROVED,
        /// The server does not know our key (BADKEY).
        KEY_UNKNOWN,
        /// The server has another secret for our key (BADSIG).
        KEY_DIFFERS,
        /// The clocks differ by more than some minutes (BADTIME).
        CLOCK,
        /// The server does not have this zone, or is not its first (NOTAUTH, NOTZONE).
        OTHER_ZONE,
        /// The key may not make this change, or the server takes none (REFUSED, NOTIMP).
        REFUSED,
        /// The server could not (SERVFAIL), or says something else.
        FAILED
    }

    public UpdateTrouble(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
