package dev.facteur.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.facteur.platform.Connector;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ports and the connections between them, all on one address. A connection breaks where the seed
/// wants it to, after any byte in either direction.
final class Network implements Connector {
    private final World world;
    private final Weather weather;
    private final @Nullable Defect defect;
    private final Map<Integer, SimulatedDoor> doors = new HashMap<>();
    private final Map<Integer, Long> closedUntil = new HashMap<>();
    private final List<Line> lines = new ArrayList<>();

    Network(World world, Weather weather, @Nullable Defect defect) {
        this.world = world;
        this.weather = weather;
        this.defect = defect;
    }

    World world() {
        return world;
    }

    /// Opens a door for the life that runs now.
    SimulatedDoor door(int port) throws IOException {
        var door = new SimulatedDoor(world, port);
        doors.put(port, door);
        return door;
    }

    @Override
    public Socket connect(InetSocketAddress address, Duration timeout) throws IOException {
        try {
            if (weather.connectFails() && weather.silent()) {
                var _ = world.await(() -> false, world.nanos() + timeout.toNanos());
                throw new SocketTimeoutException("Connect timed out");
            }
            var _ = world.await(() -> false, world.nanos() + latency());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketException("Closed by interrupt");
        }
        var door = doors.get(address.getPort());
        boolean closed = closedUntil.getOrDefault(address.getPort(), 0L) > world.nanos();
        if (closed
                || door == null
                || door.isClosed()
                || door.owner().over()
                || weather.connectFails()) {
            throw new ConnectException("Connection refused");
        }
        var line = new Line(this, world.current(), door.owner(), lifetime());
        lines.removeIf(Line::broken);
        lines.add(line);
        door.knock(line.callee());
        return line.caller();
    }

    /// Nobody gets through to this port for a while.
    void close(int port, Duration time) {
        closedUntil.put(port, world.nanos() + time.toNanos());
        world.tell("port " + port + " is closed for " + time);
    }

    private long lifetime() {
        return weather.breaks() ? world.below(64 << world.below(10)) : Long.MAX_VALUE;
    }

    long latency() {
        return world.upTo(weather.networkLatency).toNanos();
    }

    /// The bytes as they arrive: all but one defect leave them alone.
    byte[] carried(byte[] bytes, int offset, int length) {
        var copy = Arrays.copyOfRange(bytes, offset, offset + length);
        if (defect == Defect.REFUSAL_SOFTENED && new String(copy, US_ASCII).startsWith("550 5")) {
            copy[0] = '4';
            copy[4] = '4';
        }
        return copy;
    }

    boolean breaksSilently() {
        return weather.silent();
    }

    /// What the operating system does, or fails to do, when a process ends.
    void end(Life life, boolean silently) {
        for (var line : lines) {
            if (!line.touches(life)) continue;
            if (!silently && world.chance(0.5)) line.endOf(life).close();
            else line.breakDown(silently);
        }
    }
}
