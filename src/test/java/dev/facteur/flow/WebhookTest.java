package dev.facteur.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.http.HttpCalls;
import dev.facteur.testkit.CommandLine;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.PracticeProvider;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A provider tells a whole gateway what became of its mails.
@Tag("flow")
class WebhookTest {
    private static final String ANNA = "anna@shop.example";

    @TempDir Path folder;

    private static String webhook(PracticeGateway gateway, String body) throws Exception {
        var answer = gateway.operator("PUT", "/v1/routes/postmark/webhook", body);
        return answer.path("url").asString();
    }

    private static int call(String url, String body) throws Exception {
        try (var calls = new HttpCalls(null, Duration.ofSeconds(10))) {
            var headers = Map.of("Content-Type", "application/json");
            return calls.call("POST", URI.create(url), headers, body.getBytes(UTF_8)).status();
        }
    }

    private static String bounce(String mail) {
        return """
        {"RecordType": "Bounce", "ID": 4323372036854775807, "Type": "HardBounce",
         "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "Email": "bob@example.com",
         "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
         "BouncedAt": "2026-11-05T16:33:54Z", "Metadata": {"facteur_mail": "%s"}}\
        """
                .formatted(mail);
    }

    @Test
    void aMailThatTheProviderReportsAsBouncedIsToldSoOnce() throws Exception {
        try (var provider = PracticeProvider.start(folder, "postmark");
                var gateway = PracticeGateway.start(folder)) {
            PracticeProvider.route(gateway, provider, "postmark");
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered");
            var url = webhook(gateway, "{}");

            assertThat(call(url, bounce(mail))).isEqualTo(200);
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered", "bounced");
            assertThat(call(url, bounce(mail))).isEqualTo(200);
            assertThat(call(url, bounce(mail).replace("HardBounce", "New").replace("4323", "1")))
                    .isEqualTo(200);

            // What came later is read later: once it is there, the repetition has been read too.
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered", "bounced", "noted");
            assertThat(gateway.story(mail))
                    .contains(
                            "\"fate\":\"bounced\"", "\"state\":\"delivered\"", "unknown-recipient");
        }
    }

    @Test
    void theCommandLineSaysWhatToEnterAtTheProviderAndWhatCameBack() throws Exception {
        try (var provider = PracticeProvider.start(folder, "postmark");
                var gateway = PracticeGateway.start(folder);
                var line = CommandLine.at(gateway)) {
            PracticeProvider.route(gateway, provider, "postmark");
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered");
            var url = webhook(gateway, "{}");
            assertThat(line.run("route", "webhook", "postmark").said())
                    .contains(url, "At Postmark", "signs nothing");
            assertThat(call(url, bounce(mail))).isEqualTo(200);
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered", "bounced");
            assertThat(line.run("mail", "show", mail).said())
                    .contains(
                            "delivered, came back (hard)",
                            "says postmark (webhook)",
                            "hard: the address will not do later either",
                            "550 5.1.1 The email account");
            assertThat(line.run("mail", "list").said()).contains("delivered, came back (hard)");
            assertThat(line.in("fr").run("mail", "show", mail).said())
                    .contains("remis, revenu (définitif)", "selon postmark (webhook)");
            assertThat(line.run("mail", "evidence", "1").said()).contains("4323372036854775807");
            assertThat(line.run("suppression", "show", "bob@example.com").said())
                    .contains("came back (hard)", mail);
            assertThat(line.run("route", "webhook", "postmark", "--remove").exit()).isZero();
            assertThat(call(url, bounce(mail))).isEqualTo(401);
        }
    }

    @Test
    void theProvidersOwnIdOfTheMailIsEnoughToFindIt() throws Exception {
        try (var provider = PracticeProvider.start(folder, "postmark");
                var gateway = PracticeGateway.start(folder)) {
            PracticeProvider.route(gateway, provider, "postmark");
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered");
            var reply = gateway.story(mail).replaceFirst("(?s).*MessageID: ([\\w-]+).*", "$1");
            var told = bounce("nothing").replace("883953f4-6105-42a2-a16a-77a8eac79483", reply);
            assertThat(call(webhook(gateway, "{}"), told)).isEqualTo(200);
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered", "bounced");
        }
    }

    @Test
    void aCallThatDoesNotKnowTheSecretIsRefusedAndCounted() throws Exception {
        try (var provider = PracticeProvider.start(folder, "postmark");
                var gateway = PracticeGateway.start(folder)) {
            PracticeProvider.route(gateway, provider, "postmark");
            var first = webhook(gateway, "{}");
            assertThat(call(first + "x", "{}")).isEqualTo(401);
            assertThat(call(first.replace("postmark", "nobody"), "{}")).isEqualTo(401);
            assertThat(gateway.meters()).contains("facteur_webhook_calls_total");
            // Two addresses count while the provider is told of the new one.
            var second = webhook(gateway, "{\"renew\": true}");
            assertThat(call(first, bounce("nobody"))).isEqualTo(200);
            assertThat(call(second, bounce("nobody"))).isEqualTo(200);
            webhook(gateway, "{\"renew\": true}");
            assertThat(call(first, bounce("nobody"))).isEqualTo(401);
        }
    }

    @Test
    void whatIsAboutNobodysMailIsKeptAndCounted() throws Exception {
        try (var provider = PracticeProvider.start(folder, "postmark");
                var gateway = PracticeGateway.start(folder)) {
            PracticeProvider.route(gateway, provider, "postmark");
            var url = webhook(gateway, "{}");
            assertThat(call(url, bounce("nobody"))).isEqualTo(200);
            assertThat(call(url, "no JSON")).isEqualTo(200);
            Awaitility.await()
                    .until(() ->
                            gateway.meters().contains("result=\"strange\"")
                                    && gateway.meters().contains("result=\"unreadable\""));
        }
    }
}
