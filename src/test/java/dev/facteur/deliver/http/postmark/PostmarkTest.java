package dev.facteur.deliver.http.postmark;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.deliver.http.MailVariety;
import dev.facteur.platform.http.Json;
import dev.facteur.testkit.ProviderServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PostmarkTest {
    private static final String TAKEN =
            answer(200, "{\"ErrorCode\":0,\"Message\":\"OK\",\"MessageID\":\"b7\"}");

    private static JsonNode body(String mail) {
        return ApiBench.body("postmark", TAKEN, mail, MailVariety.recipients());
    }

    private static List<Outcome> outcomes(int status, String body, String... recipients) {
        try (var server = ProviderServer.that(_ -> answer(status, body));
                var bench = new ApiBench()) {
            var mail = ApiBench.HELLO.replace("To: ", "To: bob@example.net, ");
            return bench.send(ApiBench.route("postmark", server.base()), mail, recipients);
        }
    }

    @Test
    void aMailHasItsPlacesAndKeepsItsId() {
        var body = body(MailVariety.BOTH);
        assertThat(body.path("To").asString()).isEqualTo("\"Ann, first\" <ann@example.net>");
        assertThat(body.path("Cc").asString()).isEqualTo("bob@example.net");
        assertThat(body.path("Bcc").asString()).isEqualTo("hidden@example.net");
        assertThat(body.path("Subject").asString()).isEqualTo("Été €");
        assertThat(body.path("TextBody").asString()).isEqualTo("hello");
        assertThat(body.path("HtmlBody").asString()).isEqualTo("<p>hello</p>");
        assertThat(body.path("MessageStream").asString()).isEqualTo("outbound");
        assertThat(body.path("Metadata").path("facteur_mail").asString()).isNotEmpty();
        assertThat(body.path("Headers").toString())
                .contains("{\"Name\":\"Message-ID\",\"Value\":\"<1@example.com>\"}")
                .contains("{\"Name\":\"X-PM-KeepID\",\"Value\":\"true\"}")
                .contains("{\"Name\":\"X-Order\",\"Value\":\"7\"}");
    }

    @Test
    void anImageIsNamedByItsId() {
        assertThat(body(MailVariety.FILES).path("Attachments").path(0))
                .hasToString(
                        "{\"Name\":\"logo.png\",\"Content\":\"AAEC\",\"ContentType\":\"image/png\","
                                + "\"ContentID\":\"cid:logo@shop\"}");
    }

    @Test
    void aSuccessNamesThoseWhoGetNothing() {
        var outcomes =
                outcomes(
                        200,
                        "{\"ErrorCode\":0,\"MessageID\":\"b7\",\"Message\":\"Message OK, but will"
                                + " not deliver to these inactive addresses: bob@example.net."
                                + " Inactive recipients are ones that have generated a hard"
                                + " bounce.\"}",
                        "ann@example.net",
                        "Bob@example.net");
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Delivered.class);
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void aSuccessWithAnErrorIsNone() {
        var outcome =
                outcomes(
                                200,
                                "{\"ErrorCode\":406,\"Message\":\"You tried to send to a recipient"
                                        + " that has been marked as inactive.\"}",
                                "ann@example.net")
                        .getFirst();
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(ApiBench.cause(outcome).sentence()).contains("200 406 You tried");
    }

    @Test
    void aDelayedDeliveryWithoutACodeIsTaken() {
        assertThat(
                        outcomes(
                                        200,
                                        "{\"Message\":\"Message accepted, but delivery may be"
                                                + " delayed.\",\"MessageID\":\"b7\"}",
                                        "ann@example.net")
                                .getFirst())
                .isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void itsNumbersMeanWhatTheyMean() {
        assertThat(error(422, 10)).isInstanceOf(Outcome.Parked.class);
        assertThat(error(422, 405)).isInstanceOf(Outcome.Parked.class);
        assertThat(error(422, 300)).isInstanceOf(Outcome.Refused.class);
        assertThat(error(500, 0)).isInstanceOf(Outcome.Deferred.class);
    }

    private static Outcome error(int status, int number) {
        var body = "{\"ErrorCode\":%d,\"Message\":\"no\"}".formatted(number);
        return outcomes(status, body, "ann@example.net").getFirst();
    }

    @Test
    void thoseWhoMayNotSeeEachOtherShareACallAndHaveEachAnAnswer() {
        var answers =
                "[{\"ErrorCode\":0,\"MessageID\":\"b1\",\"Message\":\"OK\"},"
                        + "{\"ErrorCode\":406,\"Message\":\"marked as inactive\"}]";
        try (var server = ProviderServer.that(_ -> answer(200, answers));
                var bench = new ApiBench()) {
            var hidden = ApiBench.HELLO.replace("To: Ann <ann@example.net>\n", "");
            var route = ApiBench.route("postmark", server.base());
            var outcomes = bench.send(route, hidden, "ann@example.net", "bob@example.net");
            assertThat(outcomes.get(0)).isInstanceOf(Outcome.Delivered.class);
            assertThat(outcomes.get(1)).isInstanceOf(Outcome.Refused.class);
            var call = server.calls().getFirst();
            assertThat(server.calls()).hasSize(1);
            assertThat(call.line()).startsWith("POST /email/batch ");
            var mails = Json.MAPPER.readTree(call.text());
            assertThat(mails.path(0).path("To").asString()).isEqualTo("ann@example.net");
            assertThat(mails.path(1).path("To").asString()).isEqualTo("bob@example.net");
        }
    }

    @Test
    void aBatchThatIsRefusedWholeIsOfAll() {
        var wrong = "{\"ErrorCode\":10,\"Message\":\"no valid token\"}";
        try (var server = ProviderServer.that(_ -> answer(401, wrong));
                var bench = new ApiBench()) {
            var hidden = ApiBench.HELLO.replace("To: Ann <ann@example.net>\n", "");
            var route = ApiBench.route("postmark", server.base());
            assertThat(bench.send(route, hidden, "ann@example.net", "bob@example.net"))
                    .allMatch(Outcome.Parked.class::isInstance);
        }
    }
}
