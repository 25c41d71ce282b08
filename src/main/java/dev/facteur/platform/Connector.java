package dev.facteur.platform;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/// Opens TCP connections. The socket that comes back has `TCP_NODELAY` set.
public interface Connector {
    Socket connect(InetSocketAddress address, Duration timeout) throws IOException;
}
