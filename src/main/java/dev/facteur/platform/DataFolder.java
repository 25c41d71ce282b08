package dev.facteur.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The folder where a gateway keeps everything, held by one process at a time: two writers would
/// ruin each other's spool.
public final class DataFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /// Creates the folder when it is missing, for its owner only, and takes it.
    ///
    /// @throws IOException when it cannot be written, or another process has it; the message says
    ///   so
    public static DataFolder take(Path path) throws IOException {
        try {
            PrivateFile.createFolder(path);
        } catch (IOException failure) {
            throw new IOException(
                    "cannot use the data folder " + path + ": " + reason(failure), failure);
        }
        var channel =
                FileChannel.open(
                        path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw new IOException(
                    "another Facteur runs on the data folder "
                            + path
                            + "; stop it first, or name another folder with --data");
        }
        return new DataFolder(path, channel);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException here) {
            return false;
        }
    }

    private static @Nullable String reason(IOException failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    public Path path() {
        return path;
    }

    /// A file or folder in it.
    public Path resolve(String name) {
        return path.resolve(name);
    }

    /// A folder in it, made when it is missing.
    public Path folder(String name) throws IOException {
        var folder = path.resolve(name);
        PrivateFile.createFolder(folder);
        return folder;
    }

    /// Gives the folder back; the process's end does the same.
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
