package dev.facteur.deliver;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.http.ApiBench;
import dev.facteur.deliver.smtp.SmtpTransport;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.SystemConnector;
import dev.facteur.platform.SystemDisk;
import dev.facteur.platform.Threads;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.ProviderServer;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.Zone;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaysTest {
    private static final String TAKEN = answer(202, "", "X-Message-Id: 1");
    private static final String INVITATION =
            """
            From: shop@example.com
            To: ann@example.net
            Subject: meet
            Content-Type: text/calendar; method=REQUEST

            BEGIN:VCALENDAR
            """;
    private static final String TO_TWO = ApiBench.HELLO.replace("To: ", "To: bob@example.net, ");

    private static ScriptedServer mailServer() {
        return ScriptedServer.start(scene -> {
            scene.greet("8BITMIME");
            scene.expect("MAIL FROM:");
            scene.say("250 ok");
            scene.expect("RCPT TO:");
            scene.say("250 ok");
            scene.expect("DATA");
            scene.say("354 go on");
            while (!scene.line().equals(".")) {}
            scene.say("250 2.0.0 queued by smtp");
        });
    }

    private static Outcome send(Route.Way first, int smtpPort, String apiBase, String mail) {
        var route = route(first, smtpPort, apiBase);
        try (var bench = new ApiBench();
                var smtp = smtp()) {
            return new Ways(smtp, smtp, bench.transport, new SystemClock())
                    .send(route, ApiBench.mail(mail), ApiBench.recipients("ann@example.net"))
                    .getFirst();
        }
    }

    private static SmtpTransport smtp() {
        var clock = new SystemClock();
        var world =
                new Surroundings(
                        clock,
                        new SecureRandom(),
                        _ -> List.of(InetAddress.getLoopbackAddress()),
                        new Zone(),
                        _ -> new Zone(),
                        new SystemConnector(),
                        new SystemDisk(),
                        Threads::owner);
        var timeouts = Timeouts.all(Duration.ofSeconds(20));
        return new SmtpTransport(
                world, new ClientTls(clock), timeouts, "me.example", AccessTokens.none());
    }

    private static Route route(Route.Way first, int smtpPort, String apiBase) {
        var api = ApiBench.route("sendgrid", apiBase);
        var rungs = List.of(new Rung(smtpPort, TlsMode.NONE));
        return new Route(
                1,
                "way",
                api.account(),
                new Route.Relay("smtp.example", rungs, null, null),
                api.api(),
                first,
                api.limits(),
                false,
                api.uncertain());
    }

    private static String nobody() {
        return "http://127.0.0.1:" + FreePorts.one();
    }

    private static Route.Way way(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        return ((Outcome.Delivered) outcome).via().way();
    }

    @Test
    void theFirstWayIsTakenWhereItIsOpen() {
        try (var smtp = mailServer();
                var api = ProviderServer.that(_ -> TAKEN)) {
            assertThat(way(send(Route.Way.SMTP, smtp.port(), api.base(), ApiBench.HELLO)))
                    .isEqualTo(Route.Way.SMTP);
            assertThat(api.calls()).isEmpty();
            assertThat(way(send(Route.Way.API, smtp.port(), api.base(), ApiBench.HELLO)))
                    .isEqualTo(Route.Way.API);
            assertThat(smtp.connections()).isEqualTo(1);
        }
    }

    @Test
    void whereAllPortsAreBlockedTheApiIsTakenInTheSameAttempt() {
        try (var api = ProviderServer.that(_ -> TAKEN)) {
            assertThat(way(send(Route.Way.SMTP, FreePorts.one(), api.base(), ApiBench.HELLO)))
                    .isEqualTo(Route.Way.API);
        }
    }

    @Test
    void whereTheApiIsNotReachedTheServerIsTaken() {
        try (var smtp = mailServer()) {
            assertThat(way(send(Route.Way.API, smtp.port(), nobody(), ApiBench.HELLO)))
                    .isEqualTo(Route.Way.SMTP);
        }
    }

    @Test
    void whereNeitherIsReachedBothAreNamed() {
        var outcome = send(Route.Way.SMTP, FreePorts.one(), nobody(), ApiBench.HELLO);
        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(ApiBench.cause(outcome).sentence())
                .contains("smtp.example:")
                .endsWith("127.0.0.1 refuses connections.");
    }

    @Test
    void anUncertainMailNeverGoesTheOtherWay() {
        try (var smtp = mailServer();
                var api = ProviderServer.that(_ -> null)) {
            assertThat(send(Route.Way.API, smtp.port(), api.base(), ApiBench.HELLO))
                    .isInstanceOf(Outcome.Uncertain.class);
            assertThat(smtp.connections()).isZero();
        }
    }

    @Test
    void aRefusedMailDoesNotTryItsLuckTheOtherWay() {
        try (var smtp = mailServer();
                var api = ProviderServer.that(_ -> answer(400, "{}"))) {
            assertThat(send(Route.Way.API, smtp.port(), api.base(), ApiBench.HELLO))
                    .isInstanceOf(Outcome.Refused.class);
            assertThat(smtp.connections()).isZero();
        }
    }

    @Test
    void whatTheApiWouldDamageGoesBySmtp() {
        try (var smtp = mailServer();
                var api = ProviderServer.that(_ -> TAKEN)) {
            assertThat(way(send(Route.Way.API, smtp.port(), api.base(), INVITATION)))
                    .isEqualTo(Route.Way.SMTP);
            assertThat(api.calls()).isEmpty();
        }
    }

    @Test
    void whatTheApiWouldDamageWaitsForSmtp() {
        try (var api = ProviderServer.that(_ -> TAKEN)) {
            for (var first : List.of(Route.Way.SMTP, Route.Way.API)) {
                var outcome = send(first, FreePorts.one(), api.base(), INVITATION);
                assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
                assertThat(ApiBench.cause(outcome).sentence())
                        .endsWith(
                                "The API of SendGrid would lose of this mail: the invitation in it"
                                        + " (text/calendar).");
            }
            assertThat(api.calls()).isEmpty();
        }
    }

    @Test
    void whatTheApiWouldDamageIsRefusedWhereThereIsNoSmtp() {
        try (var bench = new ApiBench()) {
            var outcome =
                    bench.send(ApiBench.route("sendgrid", nobody()), INVITATION, "ann@example.net")
                            .getFirst();
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(ApiBench.cause(outcome).sentence())
                    .contains("the invitation in it")
                    .endsWith("mail server as well, or send the mail without it.");
        }
    }

    @Test
    void aHeaderThatShowsOthersGoesBySmtpAndByTheApiWhereThatIsNotReached() {
        try (var smtp = mailServer();
                var api = ProviderServer.that(_ -> TAKEN)) {
            assertThat(way(send(Route.Way.API, smtp.port(), api.base(), TO_TWO)))
                    .isEqualTo(Route.Way.SMTP);
            assertThat(way(send(Route.Way.API, FreePorts.one(), api.base(), TO_TWO)))
                    .isEqualTo(Route.Way.API);
        }
    }

    @Test
    void aRouteIsWellWhileOneOfItsWaysStandsOpen() throws Exception {
        try (var api = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench();
                var smtp = smtp()) {
            var ways = new Ways(smtp, smtp, bench.transport, new SystemClock());
            for (var first : List.of(Route.Way.SMTP, Route.Way.API)) {
                var open = route(first, FreePorts.one(), api.base());
                assertThat(ways.trouble(open)).isEmpty();
                assertThat(ways.check(open).way()).startsWith(api.base());
                assertThat(ways.check(open).passedOver()).hasSize(1);
                var shut = route(first, FreePorts.one(), nobody());
                assertThat(ways.trouble(shut)).isPresent();
                assertThat(ways.check(shut).trouble()).isNotNull();
            }
            assertThat(api.calls()).allMatch(call -> call.line().startsWith("GET /"));
            assertThat(api.calls())
                    .filteredOn(call -> call.line().startsWith("GET / "))
                    .noneMatch(call -> call.headers().containsKey("authorization"));
        }
    }

    @Test
    void aFirstWayThatWasNotReachedRestsForSomeMinutes() {
        var clock = new ManualClock(Instant.now());
        try (var deaf = ScriptedServer.start(scene -> {});
                var api = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench();
                var smtp = smtp()) {
            var ways = new Ways(smtp, smtp, bench.transport, clock);
            var route = route(Route.Way.SMTP, deaf.port(), api.base());
            Runnable send =
                    () ->
                            assertThat(
                                            ways.send(
                                                    route,
                                                    ApiBench.mail(ApiBench.HELLO),
                                                    ApiBench.recipients("ann@example.net")))
                                    .allMatch(each -> way(each) == Route.Way.API);
            send.run();
            int asked = deaf.connections();
            assertThat(asked).isPositive();
            send.run();
            assertThat(deaf.connections()).isEqualTo(asked);
            clock.advance(Duration.ofMinutes(6));
            send.run();
            assertThat(deaf.connections()).isGreaterThan(asked);
        }
    }
}
