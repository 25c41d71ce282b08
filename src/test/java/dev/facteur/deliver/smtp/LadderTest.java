package dev.facteur.deliver.smtp;

import static dev.facteur.deliver.smtp.Bench.LOGIN;
import static dev.facteur.deliver.smtp.Bench.MODERN;
import static dev.facteur.deliver.smtp.Bench.cause;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.Scene;
import dev.facteur.testkit.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which rung of a ladder is taken, and what is said when none can be.
class LadderTest {
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
    void aClosedPortCostsNothingAndIsExplained() throws Exception {
        int closed = FreePorts.one();
        try (var server = ScriptedServer.start(s -> s.greet(MODERN).takeMails())) {
            var route = bench.clear(closed, server.port());
            assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
            var race = bench.transport.lastRace(route).orElseThrow();
            assertThat(race.winner()).extracting(Via::port).isEqualTo(server.port());
            assertThat(race.losses()).hasSize(1);
            assertThat(race.losses().getFirst().sentence())
                    .isEqualTo(
                            "provider.test:"
                                    + closed
                                    + " (127.0.0.1) refuses connections on this port.");
        }
    }

    @Test
    void aSilentPortIsOvertakenAndExplained() throws Exception {
        var hungUp = new CountDownLatch(1);
        try (var racing = new Bench(folder, DialPace.DEFAULT);
                var silent =
                        ScriptedServer.start(s -> {
                            s.hang();
                            hungUp.countDown();
                        });
                var server = ScriptedServer.start(s -> s.greet(MODERN).takeMail())) {
            var route = racing.clear(silent.port(), server.port());
            assertThat(racing.send(route)).isInstanceOf(Outcome.Delivered.class);
            var race = racing.transport.lastRace(route).orElseThrow();
            assertThat(race.took()).isBetween(Duration.ofMillis(240), Duration.ofSeconds(5));
            assertThat(race.losses().getFirst().phase()).isEqualTo(Phase.GREETING);
            hungUp.await();
        }
    }

    @Test
    void thePortThatWonIsTriedFirstNextTime() throws Exception {
        try (var closed = withoutService();
                var server = ScriptedServer.start(s -> s.greet(MODERN).takeMail())) {
            var route = bench.clear(closed.port(), server.port());
            for (int i = 1; i <= 3; i++) {
                assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
                assertThat(server.connections()).isEqualTo(i);
            }
            assertThat(closed.connections()).isEqualTo(1);
        }
    }

    @Test
    void thePortThatWonIsTriedFirstAtANewAddressToo() throws Exception {
        var anywhere = InetAddress.getByName("0.0.0.0");
        var addresses = new CopyOnWriteArrayList<InetAddress>();
        try (var rotating = new Bench(folder, Bench.PATIENT, addresses);
                var closed = ScriptedServer.start(anywhere, 0, LadderTest::refuseService);
                var server = ScriptedServer.start(anywhere, 0, s -> s.greet(MODERN).takeMail())) {
            var route = rotating.clear(closed.port(), server.port());
            for (int i = 1; i <= 3; i++) {
                addresses.add(0, InetAddress.getByName("127.0.0." + i));
                while (addresses.size() > 1) addresses.removeLast();
                assertThat(rotating.send(route)).isInstanceOf(Outcome.Delivered.class);
            }
            assertThat(server.connections()).isEqualTo(3);
            assertThat(closed.connections()).isEqualTo(1);
        }
    }

    @Test
    void whyAPortIsPassedOverIsStillKnownWhenItIsNoLongerTried() throws Exception {
        int closed = FreePorts.one();
        try (var server = ScriptedServer.start(s -> s.greet(MODERN).takeMails())) {
            var route = bench.clear(closed, server.port());
            assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
            assertThat(bench.transport.check(route).passedOver())
                    .singleElement()
                    .asString()
                    .contains("provider.test:" + closed);
        }
    }

    @Test
    void theLosersAreNamedInTheOrderOfTheirStart() throws Exception {
        try (var racing = new Bench(folder, DialPace.DEFAULT);
                var silent = ScriptedServer.start(s -> s.hang());
                var closed = withoutService();
                var server = ScriptedServer.start(s -> s.greet(MODERN).takeMail())) {
            var route = racing.clear(silent.port(), closed.port(), server.port());
            assertThat(racing.send(route)).isInstanceOf(Outcome.Delivered.class);
            assertThat(racing.transport.lastRace(route).orElseThrow().losses())
                    .extracting(Outcome.Cause::sentence)
                    .satisfiesExactly(
                            first -> assertThat(first).startsWith(silent.port() + "/none at"),
                            second -> assertThat(second).contains(":" + closed.port() + " "));
        }
    }

    @Test
    void aRememberedRungThatFailsIsReplaced() throws Exception {
        int first = FreePorts.one();
        Route route;
        try (var second = ScriptedServer.start(s -> s.greet(MODERN).takeMail())) {
            route = bench.clear(first, second.port());
            bench.send(route);
        }
        var loopback = InetAddress.getLoopbackAddress();
        try (var revived = ScriptedServer.start(loopback, first, s -> s.greet(MODERN).takeMail())) {
            assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
            assertThat(revived.connections()).isEqualTo(1);
        }
    }

    @Test
    void aMissingStartTlsIsNeverADowngrade() throws Exception {
        try (var stripped = ScriptedServer.start(s -> s.greet("AUTH PLAIN").hang())) {
            var outcome = bench.send(bench.startTls(LOGIN, stripped.port()));
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcome).kind()).isEqualTo(Kind.STARTTLS_MISSING);
            assertThat(stripped.heard("AUTH")).isEmpty();
            assertThat(stripped.heard("MAIL")).isEmpty();
        }
    }

    @Test
    void aPortWithoutStartTlsGivesWayToOneWithTls() throws Exception {
        try (var stripped = ScriptedServer.start(s -> s.greet("AUTH PLAIN").hang());
                var implicit =
                        ScriptedServer.start(s -> {
                            s.handshake(bench.serving).greet("AUTH PLAIN");
                            s.expect("AUTH PLAIN ");
                            s.say("235 ok");
                            s.takeMail();
                        })) {
            var ladder =
                    List.of(
                            new Rung(stripped.port(), TlsMode.STARTTLS),
                            new Rung(implicit.port(), TlsMode.IMPLICIT));
            var route = bench.ladder(LOGIN, Route.Limits.DEFAULT, ladder);
            assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
            var race = bench.transport.lastRace(route).orElseThrow();
            assertThat(race.losses().getFirst().kind()).isEqualTo(Kind.STARTTLS_MISSING);
        }
    }

    @Test
    void plaintextInjectedBeforeTheHandshakeIsRefused() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet("STARTTLS");
                    s.expect("STARTTLS");
                    s.say("220 go ahead", "250-evil", "250 AUTH LOGIN");
                    s.handshake(bench.serving);
                    s.hang();
                })) {
            var outcome = bench.send(bench.startTls(LOGIN, server.port()));
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcome).kind()).isEqualTo(Kind.TLS);
            assertThat(cause(outcome).sentence()).contains("somebody may stand between");
        }
    }

    @Test
    void whatWasOfferedBeforeTlsIsForgotten() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet("STARTTLS", "AUTH PLAIN", "PIPELINING", "SIZE 1");
                    s.expect("STARTTLS");
                    s.say("220 go").handshake(bench.serving).hello();
                    s.takeMail();
                })) {
            assertThat(bench.send(bench.startTls(null, server.port())))
                    .isInstanceOf(Outcome.Delivered.class);
            assertThat(server.heard("MAIL")).containsExactly("MAIL FROM:<me@example.com>");
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        var other = bench.authority.serving(bench.authority.issue("other.test"));
        assertTlsFailure(other, bench.authority.caFile(), "another name");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        var old = bench.authority.issueFor(Duration.ofDays(-1), Bench.HOST);
        assertTlsFailure(bench.authority.serving(old), bench.authority.caFile(), "expired");
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefused() throws Exception {
        assertTlsFailure(bench.serving, null, "not trusted");
    }

    private void assertTlsFailure(SSLContext shown, @Nullable Path ca, String word)
            throws Exception {
        try (var server = ScriptedServer.start(s -> s.greet("STARTTLS").startTls(shown).hello())) {
            var r = bench.startTls(LOGIN, server.port());
            var route =
                    new Route(
                            r.id(),
                            r.name(),
                            null,
                            new Route.Relay(
                                    r.server().host(), r.server().ladder(), r.server().login(), ca),
                            null,
                            r.first(),
                            r.limits(),
                            r.signs(),
                            r.uncertain());
            var outcome = bench.send(route);
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcome).kind()).isEqualTo(Kind.TLS);
            assertThat(cause(outcome).phase()).isEqualTo(Phase.STARTTLS);
            assertThat(cause(outcome).sentence()).contains(word);
            assertThat(server.heard("AUTH")).isEmpty();
        }
    }

    @Test
    void aMissingAuthoritiesFileIsOurOwnFault() throws Exception {
        Files.delete(bench.authority.caFile());
        try (var server = ScriptedServer.start(s -> s.greet("STARTTLS").startTls(bench.serving))) {
            var outcome = bench.send(bench.startTls(LOGIN, server.port()));
            assertThat(cause(outcome).kind()).isEqualTo(Kind.LOCAL);
            assertThat(cause(outcome).sentence()).contains("ca.pem");
        }
    }

    @Test
    void tlsSpokenToAPortThatWantsStartTlsIsNamed() throws Exception {
        try (var server = ScriptedServer.start(s -> s.say("220 plain").hang())) {
            var route = bench.route(LOGIN, Route.Limits.DEFAULT, TlsMode.IMPLICIT, server.port());
            var outcome = bench.send(route);
            assertThat(cause(outcome).kind()).isEqualTo(Kind.TLS);
            assertThat(cause(outcome).sentence())
                    .contains("does not speak TLS from the first byte");
        }
    }

    @Test
    void aRefusedLoginParksAndIsNotTriedOnTheOtherPorts() throws Exception {
        try (var first = login("PLAIN", "535 5.7.8 no: hunter2-long");
                var second = login("PLAIN", "235 ok")) {
            var outcome = bench.send(bench.startTls(LOGIN, first.port(), second.port()));
            assertThat(outcome).isInstanceOf(Outcome.Parked.class);
            assertThat(cause(outcome).kind()).isEqualTo(Kind.AUTHENTICATION);
            assertThat(cause(outcome).reply()).hasToString("535 5.7.8 no: ***");
            assertThat(cause(outcome).sentence()).doesNotContain("hunter2");
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void aLoginThatFailsForNowDefers() throws Exception {
        try (var server = login("PLAIN", "454 4.7.0 try later")) {
            assertThat(bench.send(bench.startTls(LOGIN, server.port())))
                    .isInstanceOf(Outcome.Deferred.class);
        }
    }

    @Test
    void noFittingMechanismParks() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet("STARTTLS").startTls(bench.serving).hello("AUTH XOAUTH2 CRAM-MD5");
                    s.expect("QUIT");
                })) {
            var outcome = bench.send(bench.startTls(LOGIN, server.port()));
            assertThat(outcome).isInstanceOf(Outcome.Parked.class);
            assertThat(cause(outcome).sentence()).contains("it knows CRAM-MD5, XOAUTH2");
        }
    }

    @Test
    void aServerThatCannotProveItselfIsNotGivenThePassword() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet("STARTTLS").startTls(bench.serving);
                    s.hello("AUTH SCRAM-SHA-256 PLAIN");
                    s.expect("AUTH SCRAM-SHA-256 ");
                    s.say("235 come in");
                    s.hang();
                })) {
            var outcome = bench.send(bench.startTls(LOGIN, server.port()));
            assertThat(outcome).isInstanceOf(Outcome.Parked.class);
            assertThat(server.heard("AUTH PLAIN")).isEmpty();
            assertThat(server.heard("MAIL")).isEmpty();
        }
    }

    @Test
    void aServerWithoutServiceSaysNothingAboutTheRecipient() throws Exception {
        try (var server = ScriptedServer.start(s -> s.say("554 no service here"))) {
            var outcome = bench.send(bench.clear(server.port()));
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcome).phase()).isEqualTo(Phase.GREETING);
        }
    }

    @Test
    void whenNothingWorksEveryPortIsNamed() {
        var ports = FreePorts.take(3);
        var outcome = bench.send(bench.clear(ports.get(0), ports.get(1), ports.get(2)));
        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(cause(outcome).sentence())
                .contains(":" + ports.get(0), ":" + ports.get(1), ":" + ports.get(2));
    }

    @Test
    void aBurstFindsTheWayOnce() throws Exception {
        try (var closed = withoutService();
                var server = ScriptedServer.start(s -> s.greet(MODERN).takeMails())) {
            var route = bench.clear(closed.port(), server.port());
            BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
            for (int i = 0; i < 20; i++) {
                Thread.ofVirtual().start(() -> outcomes.add(bench.send(route)));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(outcomes.take()).isInstanceOf(Outcome.Delivered.class);
            }
            assertThat(closed.connections()).isEqualTo(1);
        }
    }

    @Test
    void aBurstWithAPasswordThatHoldsNoMoreIsOneRefusedLogin() throws Exception {
        var holds = new AtomicBoolean(true);
        var refusal = new CountDownLatch(1);
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet("STARTTLS").startTls(bench.serving).hello("AUTH PLAIN");
                    s.expect("AUTH PLAIN ");
                    if (!holds.get()) await(refusal);
                    s.say(holds.get() ? "235 ok" : "535 5.7.8 no").takeMails();
                })) {
            var route = oneMailAConnection(LOGIN, server);
            assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);

            holds.set(false);
            var outcomes = new LinkedBlockingQueue<Outcome>();
            var senders = Stream.generate(() -> sender(route, outcomes)).limit(20).toList();
            Awaitility.await().until(() -> senders.stream().allMatch(LadderTest::waits));
            refusal.countDown();

            for (int i = 0; i < 20; i++) {
                assertThat(outcomes.take()).isInstanceOf(Outcome.Parked.class);
            }
            assertThat(server.heard("AUTH")).hasSize(2);
        }
    }

    @Test
    void aConnectionThatHangsHoldsUpNobodyForLong() throws Exception {
        var pace = new DialPace(Duration.ofSeconds(20), Duration.ofMillis(50));
        try (var hasty = new Bench(folder, pace);
                var server =
                        ScriptedServer.start(s -> {
                            if (s.number() == 2) s.hang();
                            else s.greet("STARTTLS").startTls(hasty.serving).hello().takeMails();
                        })) {
            var route = oneMailAConnection(null, server);
            assertThat(hasty.send(route)).isInstanceOf(Outcome.Delivered.class);
            Thread.ofVirtual().start(() -> hasty.send(route));
            Awaitility.await().until(() -> server.connections() == 2);

            assertThat(hasty.send(route)).isInstanceOf(Outcome.Delivered.class);
        }
    }

    private Route oneMailAConnection(Route.@Nullable Login login, ScriptedServer server) {
        var limits = Route.Limits.of(20, 1, 100, Duration.ofSeconds(20));
        return bench.route(login, limits, TlsMode.STARTTLS, server.port());
    }

    private Thread sender(Route route, BlockingQueue<Outcome> outcomes) {
        return Thread.ofVirtual().start(() -> outcomes.add(bench.send(route)));
    }

    private static boolean waits(Thread thread) {
        var state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anEditedRouteIsAnotherRoute() throws Exception {
        try (var server = login("PLAIN", "535 5.7.8 no")) {
            bench.send(bench.startTls(LOGIN, server.port()));
            bench.send(bench.startTls(new Route.Login("site", new Secret("x")), server.port()));
            assertThat(server.heard("AUTH")).hasSize(2).doesNotHaveDuplicates();
        }
    }

    /// Sends everybody away, so that the next port is tried at once.
    private static ScriptedServer withoutService() {
        return ScriptedServer.start(LadderTest::refuseService);
    }

    private static void refuseService(Scene scene) throws IOException {
        scene.say("554 no service here").hang();
    }

    /// Offers these mechanisms inside TLS and answers the first AUTH so.
    private ScriptedServer login(String mechanisms, String answer) {
        return ScriptedServer.start(s -> {
            s.greet("STARTTLS").startTls(bench.serving).hello("AUTH " + mechanisms);
            s.expect("AUTH ");
            s.say(answer);
            s.takeMails();
        });
    }
}
