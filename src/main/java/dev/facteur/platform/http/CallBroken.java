package dev.facteur.platform.http;

import java.io.IOException;

/// A call that brought no answer, and how far it came.
public final class CallBroken extends Exception {
    private final Stage stage;
    private final IOException reason;

    CallBroken(Stage stage, IOException reason) {
        super(reason.getMessage(), reason, false, false);
        this.stage = stage;
        this.reason = reason;
    }

    /// The same, of a call that came further before.
    public CallBroken at(Stage further) {
        return new CallBroken(further, reason);
    }

    public Stage stage() {
        return stage;
    }

    public IOException reason() {
        return reason;
    }

    /// How far a call came. The order is the order in time.
    public enum Stage {
        /// The body could not be read here; the server has less than all of it.
        OWN,
        /// No connection, or none that is safe: nothing was said.
        CONNECTING,
        /// The server has less than the whole body, so it has done nothing.
        SENDING,
        /// The server may have all of it, and may have done what was asked.
        WAITING
    }
}
