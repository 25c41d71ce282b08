package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.Scene;
import dev.facteur.testkit.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mail whose preferred route is in trouble goes by the next one: the practice server.
@Tag("flow")
class FailoverTest {
    private static final String ANNA = "anna@shop.example";

    @TempDir Path folder;

    @Test
    void aMailGoesByTheNextRouteAtOnceWhenThePreferredOneCannotBeReached() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            prefer(gateway, FreePorts.take(1).getFirst());
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(
                    mail, "accepted", "attempted", "deferred", "attempted", "delivered");
            assertThat(gateway.arrivedFor("bob@example.com")).hasSize(1);
        }
    }

    @Test
    void aMailGoesByTheNextRouteAtOnceWhenTheAccountIsInTrouble() throws Exception {
        try (var gateway = PracticeGateway.start(folder);
                var provider = ScriptedServer.start(FailoverTest::wantLogin)) {
            prefer(gateway, provider.port());
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "parked", "attempted", "delivered");
            assertThat(gateway.meter("facteur_routes_parked")).isEqualTo(1);
        }
    }

    /// Its login works all the time, so that says nothing.
    @Test
    void aRouteWhoseQuotaIsGoneIsAskedAgainAfterAnHour() throws Exception {
        try (var gateway = PracticeGateway.start(folder);
                var provider =
                        ScriptedServer.start(s ->
                                sayToMail(s, "550 5.4.5 Daily user sending limit exceeded."))) {
            prefer(gateway, provider.port());
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "parked", "attempted", "delivered");
            var passed = new AtomicInteger();
            await().until(() -> {
                gateway.advance(Duration.ofMinutes(6));
                passed.addAndGet(6);
                return gateway.meter("facteur_routes_parked") == 0;
            });
            assertThat(passed.get()).isGreaterThanOrEqualTo(60);
            assertThat(provider.heard("MAIL")).hasSize(1);
        }
    }

    @Test
    void aRouteWhoseAccountIsSuspendedWaitsForSomebody() throws Exception {
        try (var gateway = PracticeGateway.start(folder);
                var provider =
                        ScriptedServer.start(
                                s -> sayToMail(s, "554 Sending paused for this account."))) {
            prefer(gateway, provider.port());
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "parked", "attempted", "delivered");
            for (int i = 0; i < 20; i++) gateway.advance(Duration.ofMinutes(6));
            gateway.submit(ANNA, "cora@example.com");
            gateway.awaitArrivedFor("cora@example.com", 1);
            assertThat(gateway.meter("facteur_routes_parked")).isEqualTo(1);
            gateway.operator("POST", "/v1/routes/preferred/unpark", "");
            assertThat(gateway.meter("facteur_routes_parked")).isEqualTo(0);
        }
    }

    private static void sayToMail(Scene scene, String refusal) throws IOException {
        scene.greet();
        for (var line = scene.line(); !line.equals("QUIT"); line = scene.line()) {
            scene.say(line.startsWith("MAIL") ? refusal : "250 ok");
        }
    }

    private static void wantLogin(Scene scene) throws IOException {
        scene.greet();
        while (!scene.line().equals("QUIT")) scene.say("530 5.7.0 authentication required");
    }

    @Test
    void thePreferredRouteIsTakenAgainWhenItWorks() throws Exception {
        int port = FreePorts.take(1).getFirst();
        try (var gateway = PracticeGateway.start(folder)) {
            prefer(gateway, port);
            gateway.submit(ANNA, "bob@example.com");
            gateway.awaitArrivedFor("bob@example.com", 1);
            var loopback = InetAddress.getLoopbackAddress();
            try (var provider = ScriptedServer.start(loopback, port, s -> s.greet().takeMails())) {
                gateway.advance(Duration.ofSeconds(1));
                await().until(() -> {
                    gateway.submit(ANNA, "cora@example.com");
                    return !provider.heard("RCPT TO:<cora@").isEmpty();
                });
            }
        }
    }

    @Test
    void whatARouteCannotCarryGoesByTheNextInTheSameAttempt() throws Exception {
        try (var gateway = PracticeGateway.start(folder);
                var small = ScriptedServer.start(FailoverTest::takesTenBytes)) {
            prefer(gateway, small.port());
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered");
            assertThat(gateway.arrivedFor("bob@example.com")).hasSize(1);
            assertThat(gateway.story(mail)).contains("\"route\":\"practice\"");
        }
    }

    @Test
    void aMailThatNoRouteCanCarryIsRefusedAndTheSentenceNamesThemAll() throws Exception {
        try (var gateway = PracticeGateway.start(folder);
                var small = ScriptedServer.start(FailoverTest::takesTenBytes);
                var other = ScriptedServer.start(FailoverTest::takesTenBytes)) {
            prefer(gateway, small.port());
            route(gateway, "other", other.port());
            order(gateway, "preferred", "other");
            var mail = gateway.submit(ANNA, "bob@example.com NOTIFY=NEVER");
            gateway.awaitEvents(mail, "accepted", "attempted", "failed");
            assertThat(gateway.story(mail))
                    .contains(":" + small.port() + " takes mails of at most 10 bytes")
                    .contains(":" + other.port() + " takes mails of at most 10 bytes");
        }
    }

    @Test
    void aMailThatOnlyAParkedRouteMayCarryWaitsForIt() throws Exception {
        try (var gateway = PracticeGateway.withWrongPassword(folder);
                var small = ScriptedServer.start(FailoverTest::takesTenBytes)) {
            gateway.submit(ANNA, "zoe@example.com");
            await().until(() -> gateway.meter("facteur_routes_parked") == 1);
            prefer(gateway, small.port());
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred");
            assertThat(gateway.story(mail))
                    .contains("It waits for the route practice, which is parked.");
        }
    }

    private static void takesTenBytes(Scene scene) throws IOException {
        scene.greet("SIZE 10");
        for (var line = scene.line(); !line.equals("QUIT"); line = scene.line()) {
            scene.say("250 ok");
        }
    }

    private static void prefer(PracticeGateway gateway, int port) throws IOException {
        route(gateway, "preferred", port);
        order(gateway, "preferred", "practice");
    }

    private static void route(PracticeGateway gateway, String name, int port) throws IOException {
        var route =
                """
                {"name": "%s", "host": "127.0.0.1", "ladder": "%d/none"}
                """
                        .formatted(name, port);
        gateway.operator("POST", "/v1/routes", route);
    }

    private static void order(PracticeGateway gateway, String first, String second)
            throws IOException {
        var order =
                """
                {"routes": ["%s", "%s"]}
                """
                        .formatted(first, second);
        gateway.operator("PUT", "/v1/default-routes", order);
    }
}
