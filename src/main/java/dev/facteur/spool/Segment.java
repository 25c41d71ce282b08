package dev.facteur.spool;

import dev.facteur.platform.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One append-only file of the spool. Its counters are guarded by the spool's lock.
final class Segment {
    private static final String SUFFIX = ".segment";

    final long id;
    final Path path;
    long size;
    int unfinished;
    boolean broken;

    /// Holds one large message and nothing else.
    boolean single;

    /// Open while this run writes to the segment; null for segments of earlier runs.
    private volatile Disk.@Nullable AppendFile file;

    private boolean folderForced;

    private Segment(long id, Path path, Disk.@Nullable AppendFile file) {
        this.id = id;
        this.path = path;
        this.file = file;
    }

    static Segment created(long id, Path path, Disk.AppendFile file) {
        return new Segment(id, path, file);
    }

    static Segment found(long id, Path path) {
        return new Segment(id, path, null);
    }

    static String nameOf(long id) {
        return String.format("%016x", id) + SUFFIX;
    }

    /// -1 for files that are not segments.
    static long idOf(Path file) {
        var name = String.valueOf(file.getFileName());
        if (!name.endsWith(SUFFIX)) return -1;
        try {
            return Long.parseLong(name, 0, name.length() - SUFFIX.length(), 16);
        } catch (NumberFormatException stranger) {
            return -1;
        }
    }

    void write(ByteBuffer bytes, long offset) throws IOException {
        opened().write(bytes, offset);
    }

    /// Called by the committer's thread only.
    void force() throws IOException {
        opened().force();
        folderForced = true;
    }

    boolean isNew() {
        return !folderForced;
    }

    /// Nobody writes to it and nobody waits for what is in it; both stay so, unless a mail in it is
    /// taken up again.
    boolean isIdle(@Nullable Segment current) {
        return unfinished == 0 && this != current;
    }

    /// The open file, shared, while this run has it open; otherwise one for this reader alone.
    Reader reader(Disk disk) throws IOException {
        var open = file;
        return open != null ? new Reader(open, false) : new Reader(disk.open(path), true);
    }

    private Disk.AppendFile opened() throws IOException {
        var open = file;
        if (open == null) throw new IOException(path + " is closed");
        return open;
    }

    void close() throws IOException {
        var open = file;
        file = null;
        if (open != null) open.close();
    }

    /// @param owned whether closing the reader closes the file
    record Reader(Disk.AppendFile file, boolean owned) {
        void close() throws IOException {
            if (owned) file.close();
        }
    }
}
