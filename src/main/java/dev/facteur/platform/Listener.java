package dev.facteur.platform;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A TCP door. Binding and serving are two steps, so that a program finds out whether it can have
/// its doors before it touches anything else.
public final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int BACKLOG = 1024;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration UNTIL_FREE = Duration.ofSeconds(1);

    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Thread accepting;

    /// One connection, on its own virtual thread. The socket is closed when it returns or throws.
    @FunctionalInterface
    public interface Connection {
        void serve(Socket socket) throws IOException;
    }

    private Listener(ServerSocket door) {
        this.door = door;
    }

    /// Binds; connections wait until [#serve].
    ///
    /// @param address port 0 takes a free one
    /// @throws IOException when the address cannot be had; the message says which and why
    public static Listener open(InetSocketAddress address) throws IOException {
        var door = new ServerSocket();
        try {
            door.setReuseAddress(true);
            door.bind(address, BACKLOG);
            return new Listener(door);
        } catch (IOException e) {
            door.close();
            throw new IOException(
                    "cannot listen on " + text(address) + ": " + e.getMessage() + hint(address), e);
        }
    }

    /// Over a door that somebody else has bound.
    public static Listener over(ServerSocket bound) {
        return new Listener(bound);
    }

    /// Accepts from now on, until [#close].
    ///
    /// @param name of the threads
    public void serve(String name, Connection connection) {
        accepting = Threads.virtual(name, () -> accept(name, connection));
    }

    public int port() {
        return door.getLocalPort();
    }

    public InetAddress address() {
        return door.getInetAddress();
    }

    /// Stops accepting; connections that are open go on.
    ///
    /// The port is free when this returns: the JDK gives it back only once the accepting thread has
    /// noticed.
    public void stop() {
        closeQuietly(door);
        var waiting = accepting;
        if (waiting == null || waiting == Thread.currentThread()) return;
        try {
            var _ = waiting.join(UNTIL_FREE);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /// Stops accepting and cuts the connections that are open.
    @Override
    public void close() {
        stop();
        open.forEach(Listener::closeQuietly);
    }

    private void accept(String name, Connection connection) {
        while (!door.isClosed()) {
            try {
                var socket = door.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                Threads.virtual(name, () -> serve(socket, connection));
            } catch (IOException e) {
                if (!door.isClosed()) waitAfter(e);
            }
        }
    }

    private void serve(Socket socket, Connection connection) {
        try (socket) {
            if (!door.isClosed()) connection.serve(socket);
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue("client", socket.getInetAddress())
                    .addKeyValue("reason", e.getMessage())
                    .log("connection ended");
        } finally {
            open.remove(socket);
        }
    }

    /// Too few file descriptors, usually: they come back when connections end.
    private void waitAfter(IOException e) {
        LOG.atWarn()
                .addKeyValue("door", text(new InetSocketAddress(address(), port())))
                .addKeyValue("reason", e.getMessage())
                .log("cannot accept a connection; trying again");
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            stop();
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }

    private static String hint(InetSocketAddress address) {
        return address.getPort() > 0 && address.getPort() < 1024
                ? " (ports below 1024 need privileges: AmbientCapabilities=CAP_NET_BIND_SERVICE with"
                        + " systemd, or choose a higher port)"
                : "";
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("closing a socket failed");
        }
    }
}
