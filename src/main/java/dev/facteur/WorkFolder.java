package dev.facteur;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// The folder a practice run works in: one that was named stays, a temporary one goes when it is
/// closed.
record WorkFolder(Path path, boolean temporary) implements AutoCloseable {
    /// @param named null makes a temporary one, for its owner only
    static WorkFolder of(@Nullable Path named) throws IOException {
        return named == null
                ? new WorkFolder(Files.createTempDirectory("facteur-"), true)
                : new WorkFolder(named.toAbsolutePath(), false);
    }

    @Override
    public void close() throws IOException {
        if (!temporary) return;
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
