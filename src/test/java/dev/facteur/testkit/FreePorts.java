package dev.facteur.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Loopback ports that are free now, for peers that must be told a number beforehand.
public final class FreePorts {
    /// Below those that the system gives to connections that go out (on Linux from 32768 on): some
    /// tests open thousands, and would take a port between now and its use.
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;

    private FreePorts() {}

    /// So many different ports. Nothing reserves them: use them soon.
    public static List<Integer> take(int count) {
        var random = new SecureRandom();
        var sockets = new ArrayList<ServerSocket>();
        try {
            while (sockets.size() < count) {
                open(random.nextInt(LOWEST, HIGHEST)).ifPresent(sockets::add);
            }
            for (var socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sockets.stream().map(ServerSocket::getLocalPort).toList();
    }

    private static Optional<ServerSocket> open(int port) throws IOException {
        try {
            return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (BindException taken) {
            return Optional.empty();
        }
    }

    public static int one() {
        return take(1).getFirst();
    }
}
