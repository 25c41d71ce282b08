package dev.facteur.deliver.smtp;

import static dev.facteur.deliver.smtp.Bench.MODERN;
import static dev.facteur.deliver.smtp.Bench.cause;
import static dev.facteur.deliver.smtp.Bench.mail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.protocol.smtp.SmtpClient;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.testkit.ScriptedServer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What no socket time-out sees. Each would take for ever without the watcher.
class WatcherTest {
    @TempDir private Path folder;
    private final CountDownLatch over = new CountDownLatch(1);
    private Bench bench;

    @BeforeEach
    void open() {
        var loopback = List.of(InetAddress.getLoopbackAddress());
        bench = new Bench(folder, Timeouts.all(Duration.ofMillis(300)), loopback);
    }

    @AfterEach
    void close() {
        over.countDown();
        bench.close();
    }

    @Test
    void aServerThatStopsReadingIsLeft() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet(MODERN);
                    s.expect("MAIL");
                    s.expect("RCPT");
                    s.expect("DATA");
                    s.say("250 ok", "250 ok", "354 go");
                    await(Duration.ofMinutes(1));
                })) {
            var big = mail("0123456789abcdef\r\n".repeat(2_000_000));
            var outcome = bench.send(bench.clear(server.port()), big, "a").getFirst();
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcome).phase()).isEqualTo(Phase.CONTENT);
        }
    }

    @Test
    void aServerThatDripsItsReplyIsLeft() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.sayRaw("220 ");
                    while (!await(Duration.ofMillis(100))) {
                        s.sayRaw("x");
                    }
                })) {
            var outcome = bench.send(bench.clear(server.port()));
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcome).phase()).isEqualTo(Phase.GREETING);
        }
    }

    @Test
    void aConnectionIsNotLeftBeforeAnythingWasAskedOfIt() throws Exception {
        try (var server = ScriptedServer.start(s -> s.hang());
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                var client = SmtpClient.over(socket, Timeouts.DEFAULT)) {
            var connection = new Connection(client, new Via("provider", "", "", "", 0, ""));
            assertThat(connection.hangs(0, 0)).isFalse();
            assertThat(connection.hangs(Duration.ofSeconds(30).toNanos(), 0)).isFalse();
            assertThat(connection.hangs(Duration.ofMinutes(10).toNanos(), 0)).isTrue();
        }
    }

    private boolean await(Duration limit) {
        try {
            return over.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
