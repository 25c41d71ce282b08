package dev.facteur.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// The folder a practice run works in: one that was named stays, a temporary one goes when it is
/// closed.
public record WorkFolder(Path path, boolean temporary) implements AutoCloseable {
    private static final String PREFIX = "facteur-";

    /// @param named null makes a temporary one, for its owner only
    public static WorkFolder of(@Nullable Path named) throws IOException {
        return named == null
                ? new WorkFolder(Files.createTempDirectory(PREFIX), true)
                : new WorkFolder(named.toAbsolutePath(), false);
    }

    /// A temporary one, for its owner only, in a folder that exists.
    public static WorkFolder temporaryIn(Path parent) throws IOException {
        return new WorkFolder(Files.createTempDirectory(parent.toAbsolutePath(), PREFIX), true);
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
