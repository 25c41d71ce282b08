package dev.facteur.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Opens TCP connections. The socket that comes back has `TCP_NODELAY` set.
public interface Connector {
    Socket connect(InetSocketAddress address, Duration timeout) throws IOException;

    /// @param source an address of this machine to call from; null for the system's choice
    default Socket connect(
            InetSocketAddress address, @Nullable InetAddress source, Duration timeout)
            throws IOException {
        if (source != null) throw new SocketException("no choice of addresses here");
        return connect(address, timeout);
    }

    /// The addresses of this machine.
    default Set<InetAddress> own() {
        return Set.of();
    }
}
