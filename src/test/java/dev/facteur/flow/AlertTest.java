package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.testkit.CommandLine;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.Scene;
import dev.facteur.testkit.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody is told by mail that a route is parked, and that it goes on.
@Tag("flow")
class AlertTest {
    private static final String OPERATOR = "operator@elsewhere.example";

    @TempDir Path folder;

    private static void suspended(Scene scene) throws IOException {
        scene.greet();
        for (var line = scene.line(); !line.equals("QUIT"); line = scene.line()) {
            scene.say(line.startsWith("MAIL") ? "554 Sending paused for this account." : "250 ok");
        }
    }

    /// Takes a turn of the clock until so many have come.
    private static void awaitAlerts(PracticeGateway gateway, int number) {
        await().until(() -> {
            gateway.advance(Duration.ofSeconds(31));
            return gateway.arrivedFor(OPERATOR).size() >= number;
        });
    }

    @Test
    void theAlertThatARouteIsParkedGoesByAnotherOneAndItsEndIsToldOnce() throws Exception {
        var settings = Map.of("FACTEUR_ALERTS_CALM", "5m");
        try (var gateway = PracticeGateway.with(folder, settings);
                var provider = ScriptedServer.start(AlertTest::suspended);
                var line = CommandLine.at(gateway)) {
            gateway.operator(
                    "POST",
                    "/v1/routes",
                    """
                    {"name": "preferred", "host": "127.0.0.1", "ladder": "%d/none"}
                    """
                            .formatted(provider.port()));
            assertThat(line.run("doctor").said()).contains("Nobody would be told");
            var added =
                    line.run("alert", "add", "team", "--mail", OPERATOR, "--route", "preferred");
            assertThat(added.said()).contains("facteur alert test team");
            order(gateway);
            gateway.submit("anna@shop.example", "bob@example.com");
            gateway.awaitArrivedFor("bob@example.com", 1);
            awaitAlerts(gateway, 1);
            assertThat(gateway.arrivedFor(OPERATOR).getFirst())
                    .contains("Route preferred is parked", "facteur route unpark preferred");
            assertThat(line.run("alert", "status").said()).contains("Route preferred is parked");
            assertThat(line.in("fr").run("alert", "status").said()).contains("preferred");
            gateway.restart();
            gateway.operator("POST", "/v1/routes/preferred/unpark", "");
            awaitAlerts(gateway, 2);
            assertThat(gateway.arrivedFor(OPERATOR)).hasSize(2);
            assertThat(gateway.arrivedFor(OPERATOR))
                    .anySatisfy(mail -> assertThat(mail).contains("over: Route preferred"));
        }
    }

    private static void order(PracticeGateway gateway) throws IOException {
        gateway.operator(
                "PUT", "/v1/default-routes", "{\"routes\": [\"preferred\", \"practice\"]}");
    }

    @Test
    void aChannelIsAddedShownTriedAndRemoved() throws Exception {
        try (var gateway = PracticeGateway.start(folder);
                var line = CommandLine.at(gateway)) {
            assertThat(line.run("alert", "list").said()).contains("Nobody is told");
            line.run("alert", "add", "team", "--mail", OPERATOR);
            assertThat(line.run("alert", "test", "team").exit()).isZero();
            gateway.awaitArrivedFor(OPERATOR, 1);
            assertThat(line.run("alert", "list").said()).contains("team", "mail", OPERATOR);
            assertThat(line.run("alert", "status").said()).contains("Nothing is wrong");
            var hook = line.run("alert", "add", "program", "--webhook", "http://127.0.0.1:9/x");
            assertThat(hook.said()).contains("whsec_");
            assertThat(line.run("alert", "test", "program").exit()).isEqualTo(1);
            assertThat(line.run("alert", "show", "program").said())
                    .contains("program: webhook, 127.0.0.1", "not public");
            assertThat(line.run("alert", "add", "x", "--slack", "hooks.slack.com").said())
                    .contains("https://");
            line.run("alert", "remove", "program");
            assertThat(line.run("alert", "show", "program").exit()).isNotZero();
        }
    }
}
