package dev.facteur.platform;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/// The disk as the spool uses it. Tests replace it with one that fills up, fails at the n-th write,
/// or forgets what was not forced when the power goes.
public interface Disk {
    /// Creates a file that must not exist yet, readable by its owner only.
    AppendFile create(Path file) throws IOException;

    /// Opens an existing file for reading.
    AppendFile open(Path file) throws IOException;

    /// The files of a folder, by name; empty when the folder does not exist.
    List<Path> list(Path folder) throws IOException;

    /// Forces a folder's entries, so that files created or renamed in it survive a power loss.
    void forceFolder(Path folder) throws IOException;

    void delete(Path file) throws IOException;

    /// Bytes that may still be written to the file system of this path.
    long room(Path path) throws IOException;

    /// A file that only grows. Writes may come from many threads, each to a range it has reserved;
    /// an interrupt of one of them must not keep the others from the file. Buffers have arrays.
    interface AppendFile extends Closeable {
        /// Writes all of `bytes` at `position`.
        void write(ByteBuffer bytes, long position) throws IOException;

        /// Reads some bytes at `position`; -1 at the end.
        int read(ByteBuffer into, long position) throws IOException;

        /// Returns when all that was written is on stable storage.
        void force() throws IOException;

        long size() throws IOException;
    }
}
