package dev.facteur.deliver.http.resend;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.deliver.http.MailVariety;
import dev.facteur.testkit.ProviderServer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ResendTest {
    private static final String TAKEN = answer(200, "{\"id\":\"4ef2\"}");

    private static JsonNode body(String mail) {
        return ApiBench.body("resend", TAKEN, mail, MailVariety.recipients());
    }

    @Test
    void aMailHasItsPlacesAndOurId() {
        var body = body(MailVariety.BOTH);
        assertThat(body.path("from").asString()).isEqualTo("Café Zoë <shop@example.com>");
        assertThat(body.path("to"))
                .hasToString("[\"=?UTF-8?B?QW5uLCBmaXJzdA==?= <ann@example.net>\"]");
        assertThat(body.path("cc")).hasToString("[\"bob@example.net\"]");
        assertThat(body.path("bcc")).hasToString("[\"hidden@example.net\"]");
        assertThat(body.path("subject").asString()).isEqualTo("Été €");
        assertThat(body.path("text").asString()).isEqualTo("hello");
        assertThat(body.path("html").asString()).isEqualTo("<p>hello</p>");
        assertThat(body.path("headers").path("X-Order").asString()).isEqualTo("7");
        assertThat(body.path("tags"))
                .hasToString("[{\"name\":\"facteur_mail\",\"value\":\"0000000000001\"}]");
    }

    @Test
    void filesAreInBase64AndImagesKeepTheirId() {
        assertThat(body(MailVariety.FILES).path("attachments"))
                .hasToString(
                        "[{\"content\":\"AAEC\",\"filename\":\"logo.png\","
                                + "\"content_type\":\"image/png\",\"content_id\":\"logo@shop\"},"
                                + "{\"content\":\"JVBERg==\",\"filename\":\"bill.pdf\","
                                + "\"content_type\":\"application/pdf\"}]");
    }

    @Test
    void aFileWhoseTypeDoesNotFitItsNameIsNotGivenToIt() {
        var mail = MailVariety.FILES.replace("bill.pdf", "bill.txt");
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench()) {
            var outcome =
                    bench.send(
                                    ApiBench.route("resend", server.base()),
                                    mail,
                                    MailVariety.recipients())
                            .getFirst();
            assertThat(ApiBench.cause(outcome).sentence())
                    .contains("the type of the file bill.txt (application/pdf)");
            assertThat(server.calls()).isEmpty();
        }
    }

    @Test
    void aSendersNameThatItCannotReadIsNotGivenToIt() {
        var mail = ApiBench.HELLO.replace("From: Shop", "From: \"Shop, Inc.\"");
        try (var bench = new ApiBench()) {
            var outcome =
                    bench.send(
                                    ApiBench.route("resend", "http://127.0.0.1:1"),
                                    mail,
                                    "ann@example.net")
                            .getFirst();
            assertThat(ApiBench.cause(outcome).sentence())
                    .contains("the sender's name (Shop, Inc.)");
        }
    }

    @Test
    void anotherRecipientHasAnotherKey() {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench()) {
            var mail = ApiBench.HELLO.replace("To: Ann <ann@example.net>\n", "");
            bench.send(ApiBench.route("resend", server.base()), mail, "a@x.org", "b@x.org");
            assertThat(server.calls()).hasSize(2);
            assertThat(server.calls().get(0).headers().get("idempotency-key"))
                    .isNotEqualTo(server.calls().get(1).headers().get("idempotency-key"));
        }
    }

    @Test
    void itsErrorsMeanWhatTheySay() {
        assertThat(outcome(422, "validation_error", "no")).isInstanceOf(Outcome.Refused.class);
        assertThat(outcome(429, "rate_limit_exceeded", "2 a second"))
                .isInstanceOf(Outcome.Deferred.class);
        assertThat(outcome(429, "daily_quota_exceeded", "100 a day"))
                .isInstanceOf(Outcome.Parked.class);
        assertThat(outcome(401, "restricted_api_key", "no")).isInstanceOf(Outcome.Parked.class);
        assertThat(outcome(403, "validation_error", "The x.org domain is not verified."))
                .isInstanceOf(Outcome.Deferred.class);
        assertThat(outcome(500, "application_error", "no")).isInstanceOf(Outcome.Deferred.class);
    }

    private static Outcome outcome(int status, String name, String message) {
        var body =
                "{\"statusCode\":%d,\"name\":\"%s\",\"message\":\"%s\"}"
                        .formatted(status, name, message);
        try (var server = ProviderServer.that(_ -> answer(status, body));
                var bench = new ApiBench()) {
            return bench.hello(ApiBench.route("resend", server.base()));
        }
    }
}
