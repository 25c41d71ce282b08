package dev.facteur.deliver.http.sendgrid;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.deliver.http.MailVariety;
import dev.facteur.testkit.ProviderServer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SendGridTest {
    private static final String TAKEN = answer(202, "", "X-Message-Id: 1");

    private static JsonNode body(String mail) {
        return ApiBench.body("sendgrid", TAKEN, mail, MailVariety.recipients());
    }

    @Test
    void eachRecipientStandsWhereTheHeaderShowsIt() {
        var whom = body(MailVariety.TEXT).path("personalizations").path(0);
        assertThat(whom.path("to"))
                .hasToString("[{\"email\":\"ann@example.net\",\"name\":\"\\\"Ann, first\\\"\"}]");
        assertThat(whom.path("cc")).hasToString("[{\"email\":\"bob@example.net\"}]");
        assertThat(whom.path("bcc")).hasToString("[{\"email\":\"hidden@example.net\"}]");
        assertThat(whom.path("custom_args").path("facteur_mail").asString())
                .isEqualTo("0000000000001");
    }

    @Test
    void namesAndSubjectAreText() {
        var body = body(MailVariety.TEXT);
        assertThat(body.path("from").path("name").asString()).isEqualTo("Café Zoë");
        assertThat(body.path("subject").asString()).isEqualTo("Été €");
        assertThat(body.path("headers"))
                .hasToString(
                        "{\"Message-ID\":\"<1@example.com>\",\"X-Order\":\"7\","
                                + "\"List-Unsubscribe\":\"<https://example.com/u>\"}");
    }

    @Test
    void thePlainTextIsFirst() {
        var content = body(MailVariety.BOTH).path("content");
        assertThat(content.path(0).path("type").asString()).isEqualTo("text/plain");
        assertThat(content.path(1).path("type").asString()).isEqualTo("text/html");
    }

    @Test
    void filesAreInBase64AndImagesKeepTheirId() {
        var files = body(MailVariety.FILES).path("attachments");
        assertThat(files.path(0))
                .hasToString(
                        "{\"content\":\"AAEC\",\"type\":\"image/png\",\"filename\":\"logo.png\","
                                + "\"disposition\":\"inline\",\"content_id\":\"logo@shop\"}");
        assertThat(files.path(1))
                .hasToString(
                        "{\"content\":\"JVBERg==\",\"type\":\"application/pdf\","
                                + "\"filename\":\"bill.pdf\",\"disposition\":\"attachment\"}");
    }

    @Test
    void theKeyIsABearerToken() {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench()) {
            bench.hello(ApiBench.route("sendgrid", server.base()));
            var call = server.calls().getFirst();
            assertThat(call.line()).isEqualTo("POST /v3/mail/send HTTP/1.1");
            assertThat(call.headers())
                    .containsEntry("authorization", "Bearer " + ApiBench.KEY)
                    .containsEntry("content-type", "application/json");
        }
    }

    @Test
    void itsErrorsAreQuoted() {
        var outcome =
                outcome(
                        400,
                        "{\"errors\":[{\"message\":\"Invalid replyTo\",\"field\":\"reply_to\"},"
                                + "{\"message\":\"Second\",\"field\":null}]}");
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(ApiBench.cause(outcome).sentence())
                .isEqualTo(
                        "SendGrid does not take this mail: 400 reply_to: Invalid replyTo Second.");
    }

    @Test
    void aSenderThatIsNotVerifiedHoldsUpNobodyElse() {
        var outcome =
                outcome(
                        403,
                        "{\"errors\":[{\"message\":\"The from address does not match a verified"
                                + " Sender Identity.\",\"field\":\"from\"}]}");
        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
    }

    @Test
    void aKeyWithoutThePermissionParksTheRoute() {
        assertThat(outcome(401, "{\"errors\":[{\"message\":\"revoked\"}]}"))
                .isInstanceOf(Outcome.Parked.class);
    }

    private static Outcome outcome(int status, String body) {
        try (var server = ProviderServer.that(_ -> answer(status, body));
                var bench = new ApiBench()) {
            return bench.hello(ApiBench.route("sendgrid", server.base()));
        }
    }
}
