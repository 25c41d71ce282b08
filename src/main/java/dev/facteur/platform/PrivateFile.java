package dev.facteur.platform;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files and folders that only their owner may read: keys, tokens, the data folder. They have their
/// permissions from the first byte on, so nobody can open them in between.
public final class PrivateFile {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            permissions("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
            permissions("rwx------");

    private PrivateFile() {}

    /// Puts `content` in the place of `file`, whole or not at all, and on stable storage when this
    /// returns. Creates the folder when needed.
    public static void replace(Path file, byte[] content) throws IOException {
        var folder = folderOf(file);
        createFolder(folder);
        var fresh = folder.resolve("." + file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(fresh, options, OWNER_FILE)) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /// Makes an empty file where there is none, and takes others' rights to one that is there.
    public static void ensure(Path file) throws IOException {
        try {
            Files.createFile(file, OWNER_FILE);
        } catch (FileAlreadyExistsException known) {
            Files.setPosixFilePermissions(file, OWNER_FILE.value());
        }
    }

    /// Takes others' rights to a folder.
    public static void closeFolder(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, OWNER_FOLDER.value());
    }

    /// Whether nobody but its owner may enter, list or change a folder.
    public static boolean isClosed(Path folder) throws IOException {
        return OWNER_FOLDER.value().containsAll(Files.getPosixFilePermissions(folder));
    }

    /// Creates a folder that only its owner may enter; leaves an existing one as it is.
    public static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) return;
        try {
            Files.createDirectories(folder, OWNER_FOLDER);
        } catch (FileSystemException e) {
            throw new IOException(
                    "cannot create the folder "
                            + folder
                            + ": "
                            + FileTrouble.words(e)
                            + "; create it, or"
                            + " choose another one that this user may write to",
                    e);
        }
    }

    /// Whether somebody besides the owner may read the file.
    public static boolean readableByOthers(Path file) throws IOException {
        var permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ);
    }

    private static Path folderOf(Path file) {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null) throw new IllegalArgumentException("not a file: " + file);
        return folder;
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }
}
