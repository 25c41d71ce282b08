package dev.facteur.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.platform.Surroundings;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ServerTls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Load and sink against each other, with nothing between them.
class LoadGeneratorTest {
    private static final Login RIGHT = new Login("bench", new Secret("right"));

    private final Surroundings world = Surroundings.system();

    @TempDir Path folder;

    @Test
    void everyMailIsSentOnceAndCountedOnce() throws Exception {
        var load = new Plan.Load(200, 8, 5000, false, 0);
        try (var sink = openSink(Duration.ZERO)) {
            var tally = send(load, new Door(sink.port(), null), sink);

            assertThat(Figures.Mails.of(tally)).isEqualTo(new Figures.Mails(200, 200, 0, 0, 0, 0));
        }
    }

    @Test
    void loginIsDoneInsideTls() throws Exception {
        var load = new Plan.Load(6, 2, 100, true, 0);
        try (var sink = closedSink()) {
            var tally = send(load, protectedDoor(sink, RIGHT), sink);

            assertThat(tally.accepted()).isEqualTo(6);
            assertThat(tally.arrived()).isEqualTo(6);
        }
    }

    @Test
    void wrongPasswordAcceptsNothing() throws Exception {
        var load = new Plan.Load(6, 2, 100, false, 0);
        try (var sink = closedSink()) {
            var wrong = new Login("bench", new Secret("wrong"));
            var tally = send(load, protectedDoor(sink, wrong), sink);

            assertThat(Figures.Mails.of(tally)).isEqualTo(new Figures.Mails(0, 0, 6, 0, 0, 0));
        }
    }

    @Test
    void demandsOfTheSinkCannotBePassedBy() throws Exception {
        var load = new Plan.Load(3, 1, 100, false, 0);
        try (var sink = closedSink()) {
            assertThat(send(load, new Door(sink.port(), null), sink).accepted()).isZero();
        }
    }

    @Test
    void providerThatThinksKeepsEachMailWaiting() throws Exception {
        var delay = Duration.ofMillis(30);
        var load = new Plan.Load(3, 1, 100, false, 0);
        try (var sink = openSink(delay)) {
            long start = world.clock().nanos();
            var tally = send(load, new Door(sink.port(), null), sink);

            assertThat(tally.acceptanceNanos(start)).isGreaterThanOrEqualTo(3 * delay.toNanos());
        }
    }

    @Test
    void bodiesHaveExactlyTheSizeAskedFor() throws Exception {
        for (int bytes : new int[] {2, 3, 77, 78, 79, 80, 81, 157, 10_240}) {
            var mail = Letter.of(bytes, world.random(), world.clock().now()).number(7);
            byte[] content;
            try (var in = mail.content().open()) {
                content = in.readAllBytes();
            }
            var text = new String(content, StandardCharsets.US_ASCII);
            assertThat(content).hasSize(mail.size());
            assertThat(text.substring(text.indexOf("\r\n\r\n") + 4))
                    .hasSize(bytes)
                    .endsWith("\r\n");
            assertThat(text.lines())
                    .allMatch(line -> line.length() <= 78 && line.indexOf('\r') < 0);
        }
    }

    private Tally send(Plan.Load shape, Door door, Sink sink) throws Exception {
        var tally = new Tally(0, shape.mails());
        sink.countIn(tally);
        var letter = Letter.of(shape.bytes(), world.random(), world.clock().now());
        try (var load = new LoadGenerator(door, shape, letter, tally, world)) {
            load.start();
            await().atMost(Duration.ofSeconds(60)).until(load::isOver);
            boolean all = tally.accepted() == shape.mails();
            assertThat(load.firstTrouble() == null).isEqualTo(all);
        }
        return tally;
    }

    private Sink openSink(Duration delay) throws IOException {
        return Sink.start(new Sink.Demands(null, null, delay, false), world.clock());
    }

    private Sink closedSink() throws IOException {
        var tls = ServerTls.selfSigned(folder, "localhost", world.clock(), world.random());
        return Sink.start(new Sink.Demands(tls, RIGHT, Duration.ZERO, false), world.clock());
    }

    private Door protectedDoor(Sink sink, Login login) {
        var ca = folder.resolve("certificate.pem");
        return new Door(sink.port(), new Door.Protection(ca, login));
    }
}
