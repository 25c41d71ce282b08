package dev.facteur.platform;

import static jdk.net.ExtendedSocketOptions.TCP_QUICKACK;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An accepted connection: TCP, or a Unix socket.
public sealed interface Wire extends Closeable {
    InputStream in() throws IOException;

    OutputStream out() throws IOException;

    /// How long one read may take before it fails with [java.net.SocketTimeoutException]. Unix
    /// sockets have no such limit: whoever serves them closes them from another thread.
    void readTimeout(Duration limit) throws IOException;

    /// Acknowledges what has come at once. A client that writes line by line without `TCP_NODELAY`,
    /// as PHP does, holds its last lines back until then, and Linux would let it wait for 40 ms.
    void acknowledge() throws IOException;

    /// Null for a Unix socket.
    @Nullable InetAddress client();

    /// The user of this machine at the other end; null for TCP, and where the system does not tell.
    @Nullable LocalUser user();

    record Tcp(Socket socket) implements Wire {
        @Override
        public InputStream in() throws IOException {
            return socket.getInputStream();
        }

        @Override
        public OutputStream out() throws IOException {
            return socket.getOutputStream();
        }

        @Override
        public void readTimeout(Duration limit) throws IOException {
            socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
        }

        /// The option does not last, so it is set each time.
        @Override
        public void acknowledge() throws IOException {
            if (socket.supportedOptions().contains(TCP_QUICKACK)) {
                socket.setOption(TCP_QUICKACK, true);
            }
        }

        @Override
        public InetAddress client() {
            return socket.getInetAddress();
        }

        @Override
        public @Nullable LocalUser user() {
            return null;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    record Unix(SocketChannel channel) implements Wire {
        @Override
        public InputStream in() {
            return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream out() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public void readTimeout(Duration limit) {}

        @Override
        public void acknowledge() {}

        @Override
        public @Nullable InetAddress client() {
            return null;
        }

        @Override
        public @Nullable LocalUser user() {
            try {
                return LocalUser.behind(channel);
            } catch (IOException unknown) {
                return null;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
