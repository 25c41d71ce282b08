package dev.facteur.testkit;

import dev.facteur.platform.Connector;
import dev.facteur.platform.SystemConnector;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Public addresses whose port 25 is a server on loopback. Whoever is not there refuses
/// connections.
public final class Internet implements Connector {
    private static final int PORT = 25;

    private final Connector loopback = new SystemConnector();
    private final Map<InetAddress, Integer> servers = new ConcurrentHashMap<>();
    private final Set<InetAddress> silent = ConcurrentHashMap.newKeySet();
    private final Set<InetAddress> own = new HashSet<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    /// A server of this port on loopback is at that address.
    public Internet server(String address, int port) {
        servers.put(InetAddress.ofLiteral(address), port);
        silent.remove(InetAddress.ofLiteral(address));
        return this;
    }

    /// Packets to that address are dropped.
    public Internet silent(String address) {
        silent.add(InetAddress.ofLiteral(address));
        return this;
    }

    /// An address of this machine.
    public Internet own(String address) {
        own.add(InetAddress.ofLiteral(address));
        return this;
    }

    /// Whom somebody tried to call, `203.0.113.1` or `203.0.113.1 from 192.0.2.7`, in this order.
    public List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public Socket connect(InetSocketAddress address, Duration timeout) throws IOException {
        return connect(address, null, timeout);
    }

    @Override
    public Socket connect(InetSocketAddress address, @Nullable InetAddress source, Duration timeout)
            throws IOException {
        if (address.getAddress().isLoopbackAddress()) return loopback.connect(address, timeout);
        var words = address.getAddress().getHostAddress();
        calls.add(source == null ? words : words + " from " + source.getHostAddress());
        if (address.getPort() != PORT) throw new IllegalStateException("not port 25: " + address);
        if (silent.contains(address.getAddress())) {
            throw new SocketTimeoutException("Connect timed out");
        }
        var port = servers.get(address.getAddress());
        if (port == null) throw new ConnectException("Connection refused");
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return loopback.connect(here, timeout);
    }

    @Override
    public Set<InetAddress> own() {
        return Set.copyOf(own);
    }
}
