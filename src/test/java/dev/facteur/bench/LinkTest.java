package dev.facteur.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.Listener;
import dev.facteur.platform.Surroundings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static final Duration ROUND_TRIP = Duration.ofMillis(60);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final Surroundings world = Surroundings.system();
    private Listener far;
    private Link link;

    @BeforeEach
    void open() throws IOException {
        far = Listener.open(new InetSocketAddress(LOOPBACK, 0));
        link = Link.to(far.port(), ROUND_TRIP, world);
    }

    @AfterEach
    void close() {
        link.close();
        far.close();
    }

    @Test
    void answerTakesARoundTripAndTheFirstOneTheHandshakeToo() throws Exception {
        far.serve("echo", socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
        long start = world.clock().nanos();
        try (var socket = new Socket(LOOPBACK, link.port())) {
            exchange(socket, "a");
            long first = world.clock().nanos();
            exchange(socket, "b");
            long second = world.clock().nanos();

            assertThat(first - start).isGreaterThanOrEqualTo(2 * ROUND_TRIP.toNanos());
            assertThat(second - first).isGreaterThanOrEqualTo(ROUND_TRIP.toNanos());
        }
    }

    @Test
    void everythingComesOutInOrderAndTheEndAfterIt() throws Exception {
        var sent = new byte[3_000_000];
        world.random().nextBytes(sent);
        far.serve("source", socket -> socket.getOutputStream().write(sent));
        try (var socket = new Socket(LOOPBACK, link.port())) {
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
        }
    }

    @Test
    void farEndThatIsNotThereEndsTheConnection() throws Exception {
        far.close();
        try (var socket = new Socket(LOOPBACK, link.port())) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static void exchange(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        assertThat(socket.getInputStream().readNBytes(1)).isEqualTo(text.getBytes(US_ASCII));
    }
}
