package dev.facteur.testkit;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Connector;
import dev.facteur.platform.Surroundings;
import dev.facteur.protocol.dns.Dns;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// An Internet in which public addresses stand for ports of this machine: what is not put there
/// refuses connections.
public final class Elsewhere implements Connector {
    private final Map<InetSocketAddress, Integer> ports = new ConcurrentHashMap<>();

    /// From now on what calls there comes to a port of the loopback address.
    public Elsewhere at(String address, int port, int local) {
        ports.put(new InetSocketAddress(address, port), local);
        return this;
    }

    @Override
    public Socket connect(InetSocketAddress address, Duration timeout) throws IOException {
        var local = ports.get(address);
        if (local == null) throw new ConnectException("nobody is at " + address);
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            var loopback = InetAddress.getLoopbackAddress();
            socket.connect(new InetSocketAddress(loopback, local), (int) timeout.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// This machine's surroundings but for its network.
    public Surroundings world(Dns dns) {
        return world(dns, Surroundings.system().clock());
    }

    /// As [#world], with a clock of its own.
    public Surroundings world(Dns dns, Clock clock) {
        var system = Surroundings.system();
        return new Surroundings(
                clock,
                system.random(),
                system.resolver(),
                dns,
                system.nameServers(),
                this,
                system.disk(),
                system.owners());
    }
}
