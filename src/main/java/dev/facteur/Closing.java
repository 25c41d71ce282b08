package dev.facteur;

import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes what was opened, the newest first. A part that fails to close stops no other.
final class Closing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final ArrayDeque<AutoCloseable> parts = new ArrayDeque<>();

    /// Remembers a part and hands it back.
    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            } catch (Exception failure) {
                LOG.atWarn().setCause(failure).log("a part could not be closed cleanly");
            }
        }
    }
}
