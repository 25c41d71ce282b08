package dev.facteur.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The folder where a gateway keeps everything, held by one process at a time: two writers would
/// ruin each other's spool.
public final class DataFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /// Makes the folder ready and takes it.
    ///
    /// @throws IOException when it cannot be written, is not a folder of ours, or another process
    ///   has it; the message says so
    public static DataFolder take(Path path) throws IOException {
        prepare(path);
        var channel = lockFile(path);
        if (!locked(channel)) {
            channel.close();
            throw new IOException(
                    "another Facteur runs on the data folder "
                            + path
                            + "; stop it first, or name another folder with --data");
        }
        return new DataFolder(path, channel);
    }

    /// Creates the folder when it is missing, and sees to it that nobody but its owner may enter:
    /// what the mails say and whom they go to lies in it readable.
    public static void prepare(Path path) throws IOException {
        PrivateFile.createFolder(path);
        try {
            keepOthersOut(path);
        } catch (FileSystemException failure) {
            throw unusable(path, failure);
        }
    }

    /// Only an empty folder, or one that a gateway has used: `--data /tmp` must not close /tmp.
    private static void keepOthersOut(Path path) throws IOException {
        if (PrivateFile.isClosed(path)) return;
        if (!isEmpty(path) && !Files.exists(path.resolve("facteur.db"))) {
            throw new IOException(
                    "other users of this machine may look into "
                            + path
                            + ", and there are other things in it; name a folder for Facteur alone"
                            + " with --data, or close this one with chmod 700");
        }
        PrivateFile.closeFolder(path);
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (var entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    private static FileChannel lockFile(Path path) throws IOException {
        var lock = path.resolve("lock");
        try {
            PrivateFile.ensure(lock);
            return FileChannel.open(lock, StandardOpenOption.WRITE);
        } catch (FileSystemException failure) {
            throw unusable(path, failure);
        }
    }

    private static IOException unusable(Path path, FileSystemException failure) {
        return new IOException(
                "cannot use the data folder "
                        + path
                        + ": "
                        + FileTrouble.words(failure)
                        + "; run Facteur as the user it belongs to, or name another folder with"
                        + " --data",
                failure);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException here) {
            return false;
        }
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
