package dev.facteur.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.http.HttpCalls;
import dev.facteur.testkit.CommandLine;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.RawSmtp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Whom a whole gateway does not write to.
@Tag("flow")
class SuppressionTest {
    private static final String ANNA = "anna@shop.example";

    @TempDir Path folder;

    private static void suppress(PracticeGateway gateway, String members) throws Exception {
        gateway.operator("POST", "/v1/suppressions", "{" + members + "}");
    }

    private static JsonNode list(PracticeGateway gateway) throws Exception {
        return gateway.operator("GET", "/v1/suppressions", "").path("suppressions");
    }

    @Test
    void aSuppressedRecipientIsMarkedAndTheOthersGetTheMail() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            suppress(gateway, "\"address\": \"Bob@Example.com\"");
            var mail = gateway.submit(ANNA, "bob@example.com", "carol@example.com");
            gateway.awaitEvents(mail, "accepted", "suppressed", "attempted", "delivered");
            assertThat(gateway.states(mail)).containsExactly("suppressed", "delivered");
            assertThat(gateway.arrived()).isEqualTo(1);
        }
    }

    @Test
    void aMailToSuppressedAddressesAloneEndsAtOnce() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            suppress(gateway, "\"address\": \"bob@example.com\"");
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "suppressed");
            assertThat(gateway.story(mail)).doesNotContain("\"finished_at\":null");
        }
    }

    @Test
    void whoUnsubscribesFromBroadcastsStillGetsHisPasswordReset() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            suppress(gateway, "\"address\": \"bob@example.com\", \"stream\": \"broadcast\"");
            var reset = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(reset, "accepted", "attempted", "delivered");
        }
    }

    @Test
    void anAddressThatDoesNotExistIsWrittenToOnce() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var first = gateway.submit(ANNA, "permfail@example.com NOTIFY=NEVER");
            gateway.awaitEvents(first, "accepted", "attempted", "failed");
            assertThat(list(gateway).path(0).path("cause").asString()).isEqualTo("hard-bounce");
            var second = gateway.submit(ANNA, "permfail@example.com NOTIFY=NEVER");
            gateway.awaitEvents(second, "accepted", "suppressed");
        }
    }

    @Test
    void whoAsksForAnotherAttemptGetsIt() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var mail = gateway.submit(ANNA, "permfail@example.com NOTIFY=NEVER");
            gateway.awaitEvents(mail, "accepted", "attempted", "failed");
            gateway.operator("POST", "/v1/mails/" + mail + "/retry", "{\"failed\": true}");
            gateway.awaitEvents(
                    mail, "accepted", "attempted", "failed", "retried", "attempted", "failed");
        }
    }

    @Test
    void whoIsSuppressedWhileHisMailWaitsDoesNotGetIt() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var mail = gateway.submit(ANNA, "tempfail@example.com NOTIFY=NEVER");
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred");
            suppress(gateway, "\"address\": \"tempfail@example.com\"");
            gateway.advance(Duration.ofHours(1));
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred", "suppressed");
        }
    }

    @Test
    void aSiteThatWantsItIsToldAtTheDoorForEachRecipient() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            suppress(gateway, "\"address\": \"bob@example.com\"");
            gateway.operator("PUT", "/v1/suppressions/policy", "{\"refuses\": true}");
            try (var client = RawSmtp.connect(gateway.localPort())) {
                client.reply();
                client.ask("EHLO localhost");
                client.ask("MAIL FROM:<" + ANNA + ">");
                assertThat(client.ask("RCPT TO:<bob@example.com>")).startsWith("550 5.2.1");
                assertThat(client.ask("RCPT TO:<carol@example.com>")).startsWith("250");
            }
            assertThat(post(gateway, "bob@example.com").status()).isEqualTo(422);
            gateway.operator("PUT", "/v1/suppressions/policy", "{\"refuses\": false}");
            var taken = post(gateway, "bob@example.com");
            assertThat(taken.status()).isEqualTo(202);
            assertThat(taken.body()).contains("\"suppressed\":[\"bob@example.com\"]");
        }
    }

    private static HttpCalls.Answer post(PracticeGateway gateway, String to) throws Exception {
        var headers =
                Map.of(
                        "Authorization",
                        "Bearer " + gateway.apiKey(),
                        "Content-Type",
                        "message/rfc822");
        var mail = "From: anna@shop.example\r\nSubject: practice\r\n\r\nHello\r\n";
        var path = "/v1/messages?from=" + ANNA + "&to=" + to;
        try (var calls = new HttpCalls(null, Duration.ofSeconds(10))) {
            return calls.call("POST", gateway.http(path), headers, mail.getBytes(UTF_8));
        }
    }

    @Test
    void theListIsKeptOnTheCommandLineAndGoesThroughAFile() throws Exception {
        try (var gateway = PracticeGateway.start(folder);
                var line = CommandLine.at(gateway)) {
            assertThat(line.run("suppression", "add", "bob@example.com").exit()).isZero();
            assertThat(line.run("suppression", "list").said())
                    .contains("bob@example.com", "transactional", "broadcast", "by hand");
            var file = Files.writeString(folder.resolve("list.csv"), export(line) + "nobody\r\n");
            assertThat(line.run("suppression", "remove", "bob@example.com").exit()).isZero();
            assertThat(line.run("suppression", "list").said()).contains("No address");
            var read = line.run("suppression", "import", file.toString());
            assertThat(read.said()).contains("Entries read: 2.", "Lines without an address: 4");
            assertThat(read.exit()).isNotZero();
            assertThat(list(gateway)).hasSize(2);
            assertThat(line.in("fr").run("suppression", "policy", "refuse").said())
                    .contains("est refusé");
            assertThat(line.run("suppression", "policy", "perhaps").exit()).isEqualTo(64);
            assertThat(line.run("suppression", "add", "nobody").exit()).isNotZero();
            assertThat(line.run("suppression", "remove", "eve@example.com").exit()).isNotZero();
        }
    }

    private static String export(CommandLine line) {
        var csv = line.run("suppression", "export").said();
        assertThat(csv).startsWith("address,stream,cause,since,expires,detail\r\n");
        return csv;
    }

    @Test
    void whoIsRemovedFromTheListIsWrittenToAgain() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            suppress(gateway, "\"address\": \"bob@example.com\"");
            var path = "/v1/suppressions?address=bob%40example.com";
            var removed = gateway.operator("DELETE", path, "");
            assertThat(removed.path("removed").asInt()).isEqualTo(2);
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered");
        }
    }
}
