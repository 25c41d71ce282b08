package dev.facteur.platform;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The machine's own disk.
public final class SystemDisk implements Disk {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final FileAttribute<?>[] OWNER_ONLY =
            POSIX
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];

    @Override
    public AppendFile create(Path file) throws IOException {
        Files.createFile(file, OWNER_ONLY);
        return new SharedFile(new RandomAccessFile(file.toFile(), "rw"));
    }

    @Override
    public AppendFile open(Path file) throws IOException {
        return new SharedFile(new RandomAccessFile(file.toFile(), "r"));
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (var entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.delete(file);
    }

    @Override
    public long room(Path path) {
        // One statvfs; Files.getFileStore would read the whole mount table each time.
        return path.toFile().getUsableSpace();
    }

    /// Not a `FileChannel`: that one closes itself, for everybody, when a thread is interrupted
    /// that reads or writes, and a segment is shared by all whose mail is in it.
    private record SharedFile(RandomAccessFile file) implements AppendFile {
        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            synchronized (file) {
                file.seek(position);
                file.write(
                        bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            }
            bytes.position(bytes.limit());
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            int count;
            synchronized (file) {
                file.seek(position);
                count =
                        file.read(
                                into.array(),
                                into.arrayOffset() + into.position(),
                                into.remaining());
            }
            if (count > 0) into.position(into.position() + count);
            return count;
        }

        @Override
        public void force() throws IOException {
            // Without the lock: others write on while the disk works.
            file.getFD().sync();
        }

        @Override
        public long size() throws IOException {
            return file.length();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
