package dev.facteur.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Plain TCP from this machine.
public final class SystemConnector implements Connector {
    @Override
    public Socket connect(InetSocketAddress address, Duration timeout) throws IOException {
        return connect(address, null, timeout);
    }

    @Override
    public Socket connect(InetSocketAddress address, @Nullable InetAddress source, Duration timeout)
            throws IOException {
        var socket = new Socket();
        try {
            // Command groups are small and each waits for its answer: Nagle would cost 40 ms a
            // mail.
            socket.setTcpNoDelay(true);
            if (source != null) socket.bind(new InetSocketAddress(source, 0));
            socket.connect(address, Math.toIntExact(timeout.toMillis()));
            return socket;
        } catch (IOException | RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }

    @Override
    public Set<InetAddress> own() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException _) {
            return Set.of();
        }
    }
}
