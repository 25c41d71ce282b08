package dev.facteur.protocol.smtp;

import java.io.IOException;

/// Our own side could not deliver the content it had promised; the server is not to blame.
public final class UnreadableContent extends IOException {
    UnreadableContent(String fault) {
        super("the kept mail cannot be sent: " + fault);
    }

    UnreadableContent(IOException cause) {
        super("the kept mail cannot be read: " + cause.getMessage(), cause);
    }
}
