package dev.facteur.platform;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A connection to a program on the same machine that gives up after a time: the JDK's own streams
/// over a Unix socket wait for ever. One thread may read while another one writes.
///
/// A thread of its own watches the time and closes the connection. A selector would do the same,
/// but loading one costs `facteur sendmail` more than all the rest of its conversation.
public final class UnixSocket implements Closeable {
    private final SocketChannel channel;
    private final long timeoutNs;
    private volatile long deadlineNs;
    private volatile boolean expired;
    private volatile boolean closed;
    private volatile @Nullable Thread watcher;

    private UnixSocket(SocketChannel channel, Duration timeout) {
        this.channel = channel;
        this.timeoutNs = timeout.toNanos();
        this.deadlineNs = System.nanoTime() + timeoutNs;
    }

    /// @param timeout for connecting, and then for each time that nothing moves
    public static UnixSocket connect(Path socket, Duration timeout) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        var connection = new UnixSocket(channel, timeout);
        // Not through Threads, which brings the logging library along.
        connection.watcher = Thread.ofPlatform().daemon().name("deadline").start(connection::watch);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return connection;
        } catch (IOException failure) {
            connection.close();
            throw connection.explained(failure);
        }
    }

    public InputStream input() {
        return new Input();
    }

    public OutputStream output() {
        return new Output();
    }

    /// Passes on all that comes from `in`, on a thread of its own, and ends the output with it.
    /// When the connection breaks, whoever reads from it notices.
    public void feed(InputStream in) {
        Thread.ofPlatform()
                .daemon()
                .name("feed")
                .start(() -> {
                    try {
                        in.transferTo(output());
                        channel.shutdownOutput();
                    } catch (IOException gone) {
                        // The reading side sees the end.
                    }
                });
    }

    private void watch() {
        while (!closed) {
            long left = deadlineNs - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
                continue;
            }
            expired = true;
            try {
                close();
            } catch (IOException failure) {
                // Whoever waits for it notices that it is closed.
            }
        }
    }

    private void moved() {
        deadlineNs = System.nanoTime() + timeoutNs;
    }

    private IOException explained(IOException failure) {
        if (!expired) return failure;
        var timeout = "no answer within " + Duration.ofNanos(timeoutNs).toSeconds() + " s";
        return new SocketTimeoutException(timeout);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
        LockSupport.unpark(watcher);
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            moved();
            try {
                return channel.read(ByteBuffer.wrap(bytes, offset, length));
            } catch (ClosedChannelException closing) {
                throw explained(closing);
            }
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            var from = ByteBuffer.wrap(bytes, offset, length);
            try {
                while (from.hasRemaining()) {
                    moved();
                    channel.write(from);
                }
            } catch (ClosedChannelException closing) {
                throw explained(closing);
            }
        }
    }
}
