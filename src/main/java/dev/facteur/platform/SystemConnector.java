package dev.facteur.platform;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/// Plain TCP from this machine.
public final class SystemConnector implements Connector {
    @Override
    public Socket connect(InetSocketAddress address, Duration timeout) throws IOException {
        var socket = new Socket();
        try {
            // Command groups are small and each waits for its answer: Nagle would cost 40 ms a
            // mail.
            socket.setTcpNoDelay(true);
            socket.connect(address, Math.toIntExact(timeout.toMillis()));
            return socket;
        } catch (IOException | RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }
}
