package dev.facteur.platform;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Spool or database could not keep something. Always temporary as far as a client is concerned:
/// the answer is a 4xx, and nothing that was acknowledged before is lost.
public final class StorageException extends IOException {
    private final boolean full;

    public StorageException(String message, boolean full, @Nullable Throwable cause) {
        super(message, cause);
        this.full = full;
    }

    /// True when there is no room, false when the store is busy or failing.
    public boolean full() {
        return full;
    }
}
