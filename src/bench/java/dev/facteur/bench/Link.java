package dev.facteur.bench;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Listener;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/// A TCP relay on loopback that behaves like a long way: what goes in comes out half a round trip
/// later, in both directions. For machines whose kernel cannot delay packets by itself. It does not
/// model bandwidth, loss, or TCP's slow start.
public final class Link implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Listener entrance;
    private final int exit;
    private final Duration roundTrip;
    private final Surroundings world;

    private Link(Listener entrance, int exit, Duration roundTrip, Surroundings world) {
        this.entrance = entrance;
        this.exit = exit;
        this.roundTrip = roundTrip;
        this.world = world;
    }

    /// Leads from a free port to the port `exit`.
    public static Link to(int exit, Duration roundTrip, Surroundings world) throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        var entrance = Listener.open(new InetSocketAddress(loopback, 0));
        var link = new Link(entrance, exit, roundTrip, world);
        entrance.serve("link", link::serve);
        return link;
    }

    public int port() {
        return entrance.port();
    }

    @Override
    public void close() {
        entrance.close();
    }

    /// The client believes that it is connected as soon as this end has taken its call. Over a real
    /// link TCP's handshake takes a round trip; the server then hears its first word after one and
    /// a half, and the client after two.
    private void serve(Socket near) throws IOException {
        Clock clock = world.clock();
        long start = clock.nanos();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), exit);
        try (var far = world.connector().connect(address, PATIENCE)) {
            long half = roundTrip.toNanos() / 2;
            var out = new DelayedStream(near, far, half, start + 3 * half, clock);
            var back = new DelayedStream(far, near, half, start + 4 * half, clock);
            var other = Threads.virtual("link-out", out);
            back.run();
            join(other);
        }
    }

    private static void join(Thread other) {
        try {
            other.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
