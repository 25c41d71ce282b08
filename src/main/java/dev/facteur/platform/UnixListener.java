package dev.facteur.platform;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// As [Listener], at a Unix socket that every program of this machine may connect to, as it could
/// to a loopback port; the folder's permissions can restrict that.
public final class UnixListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnixListener.class);
    private static final int BACKLOG = 128;

    private final ServerSocketChannel door;
    private final Path path;

    /// One connection, on its own virtual thread. The channel is closed when it returns or throws.
    @FunctionalInterface
    public interface Connection {
        void serve(SocketChannel channel) throws IOException;
    }

    private UnixListener(ServerSocketChannel door, Path path) {
        this.door = door;
        this.path = path;
    }

    /// Binds; connections wait until [#serve]. A socket left behind by a process that was killed is
    /// replaced.
    ///
    /// @throws IOException when the path cannot be had; the message says which and why
    public static UnixListener open(Path path) throws IOException {
        var door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            if (isSocket(path)) Files.delete(path);
            door.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
            return new UnixListener(door, path);
        } catch (IOException e) {
            door.close();
            throw new IOException("cannot listen on " + path + ": " + FileTrouble.words(e), e);
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther();
    }

    /// Accepts from now on, until [#close].
    ///
    /// @param name of the threads
    public void serve(String name, Connection connection) {
        Threads.virtual(name, () -> accept(name, connection));
    }

    private void accept(String name, Connection connection) {
        while (door.isOpen()) {
            try {
                var channel = door.accept();
                Threads.virtual(name, () -> serve(channel, connection));
            } catch (IOException e) {
                if (door.isOpen()) waitAfter(e);
            }
        }
    }

    private void serve(SocketChannel channel, Connection connection) {
        try (channel) {
            connection.serve(channel);
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue("door", path)
                    .addKeyValue("reason", e.getMessage())
                    .log("connection ended");
        }
    }

    /// Too few file descriptors, usually: they come back when connections end.
    private void waitAfter(IOException e) {
        LOG.atWarn()
                .addKeyValue("door", path)
                .addKeyValue("reason", e.getMessage())
                .log("cannot accept a connection; trying again");
        try {
            Thread.sleep(100);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    /// Stops accepting and removes the socket; connections that are open go on.
    @Override
    public void close() {
        try {
            door.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("closing a socket failed");
        }
    }
}
