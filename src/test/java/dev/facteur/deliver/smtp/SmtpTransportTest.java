package dev.facteur.deliver.smtp;

import static dev.facteur.deliver.smtp.Bench.LOGIN;
import static dev.facteur.deliver.smtp.Bench.MODERN;
import static dev.facteur.deliver.smtp.Bench.cause;
import static dev.facteur.deliver.smtp.Bench.mail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.mail.Envelope;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.Route;
import dev.facteur.route.TlsMode;
import dev.facteur.sign.SignedMail;
import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.Scene;
import dev.facteur.testkit.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmtpTransportTest {
    @TempDir private Path folder;
    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void mailGoesOutInsideTlsAfterLogin() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet("STARTTLS").startTls(bench.serving);
                    s.hello("PIPELINING", "AUTH LOGIN PLAIN", "DSN");
                    s.expect("AUTH PLAIN AHNpdGUAaHVudGVyMi1sb25n");
                    s.say("235 2.7.0 welcome");
                    s.takeMail();
                })) {
            var outcome = bench.send(bench.startTls(LOGIN, server.port()));
            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            var delivered = (Outcome.Delivered) outcome;
            assertThat(delivered.via().tls()).startsWith("TLSv1.3 TLS_");
            assertThat(delivered.via().port()).isEqualTo(server.port());
            assertThat(delivered.reply().toString()).isEqualTo("250 2.0.0 taken as 1");
            assertThat(delivered.reportsPassedOn()).isTrue();
        }
    }

    @Test
    void theSignatureStandsBeforeTheKeptBytes() throws Exception {
        BlockingQueue<String> contents = new LinkedBlockingQueue<>();
        try (var server = ScriptedServer.start(s -> contents.add(s.greet(MODERN).takeMail()))) {
            var mail = mail("Subject: x\r\n\r\nbody\r\n");
            var signed = new SignedMail(mail.mail(), "DKIM: y\r\n", mail.content());
            bench.send(bench.clear(server.port()), signed, "a");
            assertThat(contents.take()).isEqualTo("DKIM: y\r\nSubject: x\r\n\r\nbody\r\n");
        }
    }

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        try (var server = ScriptedServer.start(s -> s.greet(MODERN).takeMails())) {
            var route = bench.clear(server.port());
            for (int i = 0; i < 5; i++) {
                assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatHasCarriedEnoughIsEndedPolitely() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet(MODERN).takeMails();
                    ends.add("QUIT from " + s.number());
                })) {
            var limits = Route.Limits.of(20, 2, 100, Duration.ofSeconds(20));
            var route = bench.route(null, limits, TlsMode.NONE, server.port());
            for (int i = 0; i < 4; i++) {
                bench.send(route);
            }
            assertThat(List.of(ends.take(), ends.take()))
                    .containsExactlyInAnyOrder("QUIT from 1", "QUIT from 2");
        }
    }

    @Test
    void anIdleConnectionIsEndedPolitely() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet(MODERN).takeMails();
                    ends.add("ended");
                })) {
            var limits = Route.Limits.of(20, 100, 100, Duration.ofMillis(1));
            bench.send(bench.route(null, limits, TlsMode.NONE, server.port()));
            assertThat(ends.take()).isEqualTo("ended");
        }
    }

    @Test
    void aConnectionThatDiedWhileIdleIsReplacedWithinTheAttempt() throws Exception {
        try (var server = ScriptedServer.start(s -> s.greet(MODERN).takeMail())) {
            var route = bench.clear(server.port());
            for (int i = 1; i <= 3; i++) {
                assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
                assertThat(server.connections()).isEqualTo(i);
            }
        }
    }

    @Test
    void aConnectionMadeToTryTheRouteMayDieBeforeItsFirstMail() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet(MODERN);
                    if (s.number() > 1) s.takeMail();
                })) {
            var route = bench.clear(server.port());
            assertThat(bench.transport.trouble(route)).isEmpty();
            assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void aFarewellToAnIdleConnectionIsNoReasonToDefer() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet(MODERN).takeMail();
                    s.expect("MAIL");
                    s.say("421 4.4.2 you were idle for too long");
                })) {
            var route = bench.clear(server.port());
            assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
            assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aSessionThatTakesNoMoreMailIsReplacedWithinTheAttempt() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet(MODERN).takeMail();
                    refuseMailUntilQuit(s);
                    ends.add("QUIT from " + s.number());
                })) {
            var route = bench.clear(server.port());
            for (int i = 1; i <= 3; i++) {
                assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
                assertThat(server.connections()).isEqualTo(i);
            }
            assertThat(List.of(ends.take(), ends.take()))
                    .containsExactlyInAnyOrder("QUIT from 1", "QUIT from 2");
        }
    }

    @Test
    void aFreshConnectionThatTakesNoMailForNowIsNeitherReplacedNorKept() throws Exception {
        try (var server = ScriptedServer.start(s -> refuseMailUntilQuit(s.greet(MODERN)))) {
            var route = bench.clear(server.port());
            for (int i = 1; i <= 3; i++) {
                var outcome = bench.send(route);
                assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
                assertThat(cause(outcome).phase()).isEqualTo(Phase.MAIL);
                assertThat(server.connections()).isEqualTo(i);
            }
            assertThat(server.heard("MAIL")).hasSize(3);
        }
    }

    private static void refuseMailUntilQuit(Scene scene) throws IOException {
        for (var line = scene.line(); !line.equals("QUIT"); line = scene.line()) {
            boolean mail = line.startsWith("MAIL");
            scene.say(mail ? "450 4.7.1 too many mails in this session" : "503 5.5.1 no");
        }
    }

    @Test
    void aFreshConnectionThatBreaksIsNotReplaced() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet(MODERN);
                    s.expect("MAIL");
                })) {
            var outcome = bench.send(bench.clear(server.port()));
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcome).phase()).isEqualTo(Phase.MAIL);
            assertThat(cause(outcome).kind()).isEqualTo(Kind.NETWORK);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aHangUpAfterTheFinalDotLeavesItUncertain() throws Exception {
        try (var server = afterEnvelope(s -> s.content())) {
            var outcomes = bench.send(bench.clear(server.port()), mail("x\r\n"), "a", "b", "c");
            assertThat(outcomes.get(0)).isInstanceOf(Outcome.Uncertain.class);
            assertThat(outcomes.get(1)).isInstanceOf(Outcome.Refused.class);
            assertThat(outcomes.get(2)).isInstanceOf(Outcome.Uncertain.class);
            assertThat(cause(outcomes.get(0)).phase()).isEqualTo(Phase.FINAL_DOT);
            assertThat(cause(outcomes.get(1)).status()).isEqualTo("5.1.1");
        }
    }

    @Test
    void aHangUpBeforeTheFinalDotIsOnlyDeferred() throws Exception {
        try (var server = afterEnvelope(s -> s.reset())) {
            // Far more than the sockets buffer, so the break shows while content is written.
            var big = mail("0123456789abcdef\r\n".repeat(2_000_000));
            var outcomes = bench.send(bench.clear(server.port()), big, "a", "b", "c");
            assertThat(outcomes.get(0)).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcomes.get(0)).phase()).isEqualTo(Phase.CONTENT);
        }
    }

    @Test
    void aServerThatIsSilentAfterTheFinalDotLeavesItUncertain() throws Exception {
        try (var impatient = impatient();
                var server = afterEnvelope(s -> s.hang())) {
            var outcomes =
                    impatient.send(impatient.clear(server.port()), mail("x\r\n"), "a", "b", "c");
            assertThat(outcomes.get(0)).isInstanceOf(Outcome.Uncertain.class);
        }
    }

    @Test
    void aServerThatIsSilentEarlierIsDeferred() throws Exception {
        try (var impatient = impatient()) {
            assertSilence(impatient, Phase.GREETING, s -> s.hang());
            assertSilence(impatient, Phase.EHLO, s -> s.say("220 hi").hang());
            assertSilence(impatient, Phase.MAIL, s -> s.greet(MODERN).hang());
            assertSilence(
                    impatient,
                    Phase.DATA,
                    s -> {
                        s.greet(MODERN);
                        s.expect("MAIL");
                        s.say("250 ok", "250 ok").hang();
                    });
        }
    }

    private void assertSilence(Bench impatient, Phase phase, ScriptedServer.Script script) {
        try (var server = ScriptedServer.start(script)) {
            var outcome = impatient.send(impatient.clear(server.port()));
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcome).phase()).isEqualTo(phase);
        }
    }

    @Test
    void refusalsConcernTheRecipientTheyAreSaidTo() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet(MODERN);
                    s.expect("MAIL");
                    s.say("250 ok", "450 4.2.0 later", "550 5.1.1 gone", "250 ok", "354 go");
                    s.expect("RCPT");
                    s.expect("RCPT");
                    s.expect("RCPT");
                    s.expect("DATA");
                    s.content();
                    s.say("250 ok");
                    s.takeMails();
                })) {
            var route = bench.clear(server.port());
            var outcomes = bench.send(route, mail("x\r\n"), "a", "b", "c");
            assertThat(outcomes.get(0)).isInstanceOf(Outcome.Deferred.class);
            assertThat(outcomes.get(1)).isInstanceOf(Outcome.Refused.class);
            assertThat(outcomes.get(2)).isInstanceOf(Outcome.Delivered.class);
            assertThat(cause(outcomes.get(0)).reply()).hasToString("450 4.2.0 later");
            assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /// RFC 5321 §4.5.3.1.10.
    @Test
    void whoIsTooManyGoesIntoTheNextTransaction() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet(MODERN);
                    s.expect("MAIL");
                    s.say("250 ok", "250 ok", "552 too many", "452 4.5.3 too many", "354 go");
                    s.expect("RCPT TO:<a@");
                    s.expect("RCPT TO:<b@");
                    s.expect("RCPT TO:<c@");
                    s.expect("DATA");
                    s.content();
                    s.say("250 ok");
                    s.takeMail();
                })) {
            var outcomes = bench.send(bench.clear(server.port()), mail("x\r\n"), "a", "b", "c");
            assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Delivered);
        }
    }

    @Test
    void aFullMailboxIsNotTakenForTooManyRecipients() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet(MODERN);
                    s.expect("MAIL");
                    s.say("250 ok", "250 ok", "452 4.2.2 mailbox full", "354 go");
                    s.expect("RCPT TO:<a@");
                    s.expect("RCPT TO:<b@");
                    s.expect("DATA");
                    s.content();
                    s.say("250 ok");
                    s.takeMails();
                })) {
            var outcomes = bench.send(bench.clear(server.port()), mail("x\r\n"), "a", "b");
            assertThat(outcomes.get(1)).isInstanceOf(Outcome.Deferred.class);
            assertThat(server.heard("MAIL")).hasSize(1);
        }
    }

    @Test
    void a421DuringTheEnvelopeDefersAllThatWereNotRefused() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet(MODERN);
                    s.expect("MAIL");
                    s.say("250 ok", "250 ok", "550 5.1.1 gone", "421 4.3.2 bye");
                    s.hang();
                })) {
            var outcomes = bench.send(bench.clear(server.port()), mail("x\r\n"), "a", "b", "c");
            assertThat(outcomes.get(0)).isInstanceOf(Outcome.Deferred.class);
            assertThat(outcomes.get(1)).isInstanceOf(Outcome.Refused.class);
            assertThat(outcomes.get(2)).isInstanceOf(Outcome.Deferred.class);
        }
    }

    @Test
    void whatTheServerCannotCarryIsRefusedBeforeMail() throws Exception {
        var eightBit = Envelope.Body.EIGHT_BIT;
        assertUnfit("5.3.4", mail("x".repeat(200) + "\r\n"), "SIZE 100");
        assertUnfit("5.6.3", mail("Subject: x\r\n\r\né\r\n", eightBit, false), "SIZE");
        assertUnfit("5.6.7", mail("Subject: é\r\n\r\nx\r\n", eightBit, true), "8BITMIME");
    }

    private void assertUnfit(String status, SignedMail mail, String extension) {
        try (var server = ScriptedServer.start(s -> s.greet(extension).hang())) {
            var outcome = bench.send(bench.clear(server.port()), mail, "a").getFirst();
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(cause(outcome).kind()).isEqualTo(Kind.CAPABILITY);
            assertThat(cause(outcome).status()).isEqualTo(status);
            assertThat(server.heard("MAIL")).isEmpty();
        }
    }

    @Test
    void whatWasDeclaredButNotUsedIsNoObstacle() throws Exception {
        try (var server = ScriptedServer.start(s -> s.greet("SIZE").takeMail())) {
            var mail = mail("Subject: x\r\n\r\nplain\r\n", Envelope.Body.EIGHT_BIT, true);
            assertThat(bench.send(bench.clear(server.port()), mail, "a").getFirst())
                    .isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void onlyTheRecipientWithAnAddressInUtf8IsRefused() throws Exception {
        try (var server = ScriptedServer.start(s -> s.greet("8BITMIME").takeMail())) {
            var outcomes = bench.send(bench.clear(server.port()), mail("x\r\n"), "müller", "a");
            assertThat(cause(outcomes.get(0)).status()).isEqualTo("5.6.7");
            assertThat(outcomes.get(1)).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void nothingLeavesTheMachineInClear() throws Exception {
        var elsewhere = List.of(InetAddress.getByName("192.0.2.1"));
        try (var outside = new Bench(folder, Timeouts.all(Duration.ofSeconds(1)), elsewhere)) {
            var outcome = outside.send(outside.clear(FreePorts.one()));
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcome).kind()).isEqualTo(Kind.TLS);
        }
    }

    @Test
    void manyMailsAtOnceStayWithinTheRoutesConnections() throws Exception {
        try (var server = ScriptedServer.start(s -> s.greet(MODERN).takeMails())) {
            var limits = Route.Limits.of(3, 1000, 100, Duration.ofSeconds(20));
            var route = bench.route(null, limits, TlsMode.NONE, server.port());
            BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
            for (int i = 0; i < 100; i++) {
                Thread.ofVirtual().start(() -> outcomes.add(bench.send(route)));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(outcomes.take()).isInstanceOf(Outcome.Delivered.class);
            }
            assertThat(server.connections()).isLessThanOrEqualTo(3);
        }
    }

    /// Three recipients, of whom the second is refused; then DATA has been answered with 354.
    private static ScriptedServer afterEnvelope(ScriptedServer.Script then) {
        return ScriptedServer.start(s -> {
            envelope(s);
            then.play(s);
        });
    }

    private static void envelope(Scene scene) throws IOException {
        scene.greet(MODERN);
        scene.expect("MAIL");
        scene.expect("RCPT");
        scene.expect("RCPT");
        scene.expect("RCPT");
        scene.expect("DATA");
        scene.say("250 ok", "250 ok", "550 5.1.1 gone", "250 ok", "354 go");
    }

    private Bench impatient() {
        var loopback = List.of(InetAddress.getLoopbackAddress());
        return new Bench(folder, Timeouts.all(Duration.ofMillis(300)), loopback);
    }
}
