package dev.facteur.platform.imap;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A mailbox could not be reached or used. The message is the server's own word where it gave one;
/// a password is never in it.
public final class ImapTrouble extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /// What went wrong, for those who have to say what to do next.
    public enum Kind {
        /// No address, or nobody answers there.
        UNREACHABLE,
        /// The server offers no STARTTLS, or something between took it out.
        NO_TLS,
        /// The handshake failed: a certificate that does not fit, most often.
        TLS,
        /// User name or password were refused.
        LOGIN,
        /// The server would not do what it was asked.
        REFUSED,
        /// It speaks something else than IMAP, said more than it may, or broke the connection.
        BROKEN
    }

    ImapTrouble(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
