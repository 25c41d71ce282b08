package dev.facteur.testkit;

import dev.facteur.platform.Disk;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A disk in memory that fills up, refuses, and forgets what was not forced when the power goes.
public final class FaultyDisk implements Disk {
    private final Map<Path, Content> files = new TreeMap<>();
    private final Map<Path, Content> durable = new TreeMap<>();
    private long room = Long.MAX_VALUE;
    private boolean forceFails;
    private int reads;

    private static final class Content {
        byte[] bytes = new byte[0];
        byte[] forced = new byte[0];
    }

    public synchronized void room(long bytes) {
        room = bytes;
    }

    public synchronized void forceFails(boolean fails) {
        forceFails = fails;
    }

    /// Everything that was not forced is gone: unsynced bytes, and files whose folder was not
    /// forced.
    public synchronized void losePower() {
        files.clear();
        for (var entry : durable.entrySet()) {
            entry.getValue().bytes = entry.getValue().forced;
            files.put(entry.getKey(), entry.getValue());
        }
    }

    /// How often a file was read from.
    public synchronized int reads() {
        return reads;
    }

    /// Turns one bit of a stored file over.
    public synchronized void damage(Path file, int position) {
        content(file).bytes[position] ^= 1;
    }

    private Content content(Path file) {
        var found = files.get(file);
        if (found == null) throw new IllegalStateException("no such file: " + file);
        return found;
    }

    @Override
    public synchronized AppendFile create(Path file) throws IOException {
        if (files.containsKey(file)) throw new FileAlreadyExistsException(file.toString());
        var content = new Content();
        files.put(file, content);
        return new MemoryFile(content);
    }

    @Override
    public synchronized AppendFile open(Path file) throws IOException {
        var content = files.get(file);
        if (content == null) throw new FileNotFoundException(file.toString());
        return new MemoryFile(content);
    }

    @Override
    public synchronized List<Path> list(Path folder) {
        return files.keySet().stream().filter(file -> folder.equals(file.getParent())).toList();
    }

    @Override
    public synchronized void forceFolder(Path folder) {
        durable.keySet().removeIf(file -> folder.equals(file.getParent()));
        files.forEach((file, content) -> {
            if (folder.equals(file.getParent())) durable.put(file, content);
        });
    }

    @Override
    public synchronized void delete(Path file) {
        files.remove(file);
    }

    @Override
    public synchronized long room(Path path) {
        return room;
    }

    private final class MemoryFile implements AppendFile {
        private final Content content;

        MemoryFile(Content content) {
            this.content = content;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            synchronized (FaultyDisk.this) {
                int end = (int) position + bytes.remaining();
                if (bytes.remaining() > room) throw new IOException("No space left on device");
                room -= bytes.remaining();
                if (end > content.bytes.length) content.bytes = Arrays.copyOf(content.bytes, end);
                bytes.get(content.bytes, (int) position, bytes.remaining());
            }
        }

        @Override
        public int read(ByteBuffer into, long position) {
            synchronized (FaultyDisk.this) {
                reads++;
                if (position >= content.bytes.length) return -1;
                int length = (int) Math.min(into.remaining(), content.bytes.length - position);
                into.put(content.bytes, (int) position, length);
                return length;
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (FaultyDisk.this) {
                if (forceFails) throw new IOException("Input/output error");
                content.forced = content.bytes.clone();
            }
        }

        @Override
        public long size() {
            synchronized (FaultyDisk.this) {
                return content.bytes.length;
            }
        }

        @Override
        public void close() {}
    }
}
