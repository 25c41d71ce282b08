package dev.facteur.deliver.smtp;

import static dev.facteur.deliver.smtp.Bench.cause;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Phase;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.Scene;
import dev.facteur.testkit.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When a whole mail goes in one group (RFC 3030 §4.2), and what protects it there.
class OneGroupTest {
    private static final String[] GROUPS = {"PIPELINING", "CHUNKING"};

    @TempDir private Path folder;
    private final ManualClock clock = new ManualClock();
    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder, clock);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void mailsThatFollowEachOtherGoInOneGroupEach() throws Exception {
        try (var server = ScriptedServer.start(s -> s.greet(GROUPS).takeMails())) {
            var route = bench.clear(server.port());
            for (int i = 0; i < 3; i++) {
                assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
            }
            assertThat(server.heard("BDAT")).hasSize(3);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatHasRestedSendsTheEnvelopeFirst() throws Exception {
        try (var server = ScriptedServer.start(s -> s.greet(GROUPS).takeMails())) {
            var route = bench.clear(server.port());
            bench.send(route);
            clock.advance(Duration.ofSeconds(1));
            bench.send(route);
            bench.send(route);
            assertThat(server.heard("DATA")).hasSize(1);
            assertThat(server.heard("BDAT")).hasSize(2);
        }
    }

    /// So that a connection that died while it rested costs nobody an uncertain mail.
    @Test
    void aConnectionThatDiedWhileItRestedIsReplaced() throws Exception {
        try (var server = ScriptedServer.start(s -> s.greet(GROUPS).takeMail())) {
            var route = bench.clear(server.port());
            bench.send(route);
            clock.advance(Duration.ofSeconds(1));
            assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void aMailWhoseWholeGroupWasSentIsNotSentAgainOnAnotherConnection() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet(GROUPS).takeMail();
                    s.expect("MAIL");
                    s.expect("RCPT");
                    s.chunk(s.expect("BDAT"));
                })) {
            var route = bench.clear(server.port());
            bench.send(route);
            var outcome = bench.send(route);
            assertThat(outcome).isInstanceOf(Outcome.Uncertain.class);
            assertThat(cause(outcome).phase()).isEqualTo(Phase.FINAL_DOT);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /// As behind a proxy that passes on what the server offers.
    @Test
    void aServerThatDoesNotKnowTheBdatItOffersGetsDataFromThenOn() throws Exception {
        try (var server = ScriptedServer.start(s -> takeMailsByDataOnly(s.greet(GROUPS)))) {
            var route = bench.clear(server.port());
            for (int i = 0; i < 2; i++) {
                assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
            }
            assertThat(server.heard("BDAT")).hasSize(1);
            assertThat(server.heard("DATA")).hasSize(2);
        }
    }

    private static void takeMailsByDataOnly(Scene scene) throws IOException {
        for (var line = scene.line(); !line.equals("QUIT"); line = scene.line()) {
            if (line.equals("DATA")) {
                scene.say("354 go on");
                scene.content();
                scene.say("250 2.0.0 taken");
            } else {
                boolean known = line.startsWith("MAIL FROM:") || line.startsWith("RCPT TO:");
                scene.say(known ? "250 ok" : "500 5.5.2 what?");
            }
        }
    }
}
