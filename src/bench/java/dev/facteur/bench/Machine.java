package dev.facteur.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a figure is worth nothing without.
///
/// @param processor its name; null where the system does not tell
/// @param memoryBytes null where the system does not tell
/// @param disk the kind of file system of the folder measured, such as `ext4`
public record Machine(
        int processors,
        @Nullable String processor,
        @Nullable Long memoryBytes,
        String system,
        String java,
        String disk) {
    /// File systems that live in memory: a sync costs nothing there.
    private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Path MEMORY_SIZES = Path.of("/proc/meminfo");

    /// This one, with the disk that `folder` is on.
    public static Machine here(Path folder) throws IOException {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                ProcFile.text(PROCESSORS, "model name"),
                ProcFile.bytes(MEMORY_SIZES, "MemTotal"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                Files.getFileStore(folder).type());
    }

    /// Whether figures of durable mail mean nothing here.
    public boolean syncsForNothing() {
        return MEMORY.contains(disk);
    }
}
