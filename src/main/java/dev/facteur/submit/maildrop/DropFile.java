package dev.facteur.submit.maildrop;

import dev.facteur.mail.Envelope;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// A message on its way into the maildrop. While it is written it has a name the gateway does not
/// look at; [#keep] gives it its real one, after its bytes are on stable storage. Whoever returns
/// from [#keep] may report success.
///
/// Closing without [#keep] leaves nothing behind. Used by one thread.
final class DropFile implements Closeable {
    static final String SUFFIX = ".mail";
    static final String UNFINISHED_SUFFIX = ".unfinished";

    private static final FileAttribute<?> FOR_ITS_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /// In a folder that belongs to somebody else the gateway is that somebody and has to read the
    /// file; others cannot, because they cannot list the folder to learn its name. Given after the
    /// file is made: a mode it is made with is cut by the umask of whoever calls.
    private static final Set<PosixFilePermission> FOR_THE_GATEWAY =
            PosixFilePermissions.fromString("rw-r--r--");

    private final Path folder;
    private final String name;
    private final FileChannel channel;
    private final OutputStream out;
    private final long contentAt;
    private boolean kept;

    private DropFile(Path folder, String name, FileChannel channel, long contentAt) {
        this.folder = folder;
        this.name = name;
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 65_536);
        this.contentAt = contentAt;
    }

    /// @param unique a name never used before
    static DropFile create(Path folder, String unique, DropEnvelope.Drop drop) throws IOException {
        var options =
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        var head = DropEnvelope.write(drop);
        var path = folder.resolve(unique + UNFINISHED_SUFFIX);
        var channel = FileChannel.open(path, options, FOR_ITS_OWNER);
        var file = new DropFile(folder, unique, channel, head.length);
        try {
            if (!isOwn(folder)) Files.setPosixFilePermissions(path, FOR_THE_GATEWAY);
            file.out.write(head);
            return file;
        } catch (IOException failure) {
            file.close();
            throw failure;
        }
    }

    private static boolean isOwn(Path folder) throws IOException {
        return Files.getOwner(folder).getName().equals(System.getProperty("user.name", ""));
    }

    /// Takes the message's bytes.
    OutputStream content() {
        return out;
    }

    /// Ends the writing.
    void finish(Envelope.Body body) throws IOException {
        out.flush();
        var word = ByteBuffer.wrap(body.name().getBytes(StandardCharsets.US_ASCII));
        channel.write(word, DropEnvelope.BODY_WORD_AT);
    }

    /// The message again, from its first byte.
    InputStream reread() throws IOException {
        channel.position(contentAt);
        return Channels.newInputStream(channel);
    }

    long contentBytes() throws IOException {
        return channel.size() - contentAt;
    }

    /// Returns when the mail lies in the maildrop for good.
    void keep() throws IOException {
        channel.force(true);
        Files.move(
                folder.resolve(name + UNFINISHED_SUFFIX),
                folder.resolve(name + SUFFIX),
                StandardCopyOption.ATOMIC_MOVE);
        kept = true;
        forceFolder();
    }

    private void forceFolder() throws IOException {
        if (Files.isReadable(folder)) {
            try (var entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
            return;
        }
        // Others than the folder's owner may write into it but not open it. Forcing the file makes
        // its new name durable too on the file systems of Linux, which log the renaming with it.
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!kept) Files.deleteIfExists(folder.resolve(name + UNFINISHED_SUFFIX));
    }
}
