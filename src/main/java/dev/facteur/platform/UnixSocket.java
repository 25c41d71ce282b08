package dev.facteur.platform;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/// A connection to a program on the same machine, with streams that give up after a time: the JDK's
/// own streams over a Unix socket wait for ever. One thread may read while another one writes.
public final class UnixSocket implements Closeable {
    private final SocketChannel channel;
    private final Selector readable;
    private final long timeoutMs;

    private UnixSocket(SocketChannel channel, Selector readable, Duration timeout)
            throws IOException {
        this.channel = channel;
        this.readable = readable;
        this.timeoutMs = timeout.toMillis();
        channel.register(readable, SelectionKey.OP_READ);
    }

    /// Connects at once or not at all: a listener that is too busy to take the connection counts as
    /// absent.
    ///
    /// @param timeout for each single read or write
    public static UnixSocket connect(Path socket, Duration timeout) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket)) && !channel.finishConnect()) {
                throw new IOException(socket + " does not answer");
            }
            return new UnixSocket(channel, Selector.open(), timeout);
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    public InputStream input() {
        return new Input();
    }

    public OutputStream output() {
        return new Output();
    }

    /// Tells the other side that nothing more will come.
    public void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    private void await(Selector selector) throws IOException {
        if (selector.select(timeoutMs) == 0) {
            throw new SocketTimeoutException("no answer within " + timeoutMs / 1000 + " s");
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        readable.close();
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            var into = ByteBuffer.wrap(bytes, offset, length);
            while (true) {
                int count = channel.read(into);
                if (count != 0 || length == 0) return count;
                await(readable);
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
            while (from.hasRemaining()) {
                if (channel.write(from) == 0) awaitRoom();
            }
        }

        private void awaitRoom() throws IOException {
            try (var writable = Selector.open()) {
                channel.register(writable, SelectionKey.OP_WRITE);
                await(writable);
            }
        }
    }
}
