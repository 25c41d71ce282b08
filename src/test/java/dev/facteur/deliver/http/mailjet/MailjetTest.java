package dev.facteur.deliver.http.mailjet;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.deliver.http.MailVariety;
import dev.facteur.testkit.ProviderServer;
import org.junit.jupiter.api.Test;

class MailjetTest {
    private static final String TAKEN =
            answer(
                    200,
                    "{\"Messages\":[{\"Status\":\"success\",\"To\":[{\"Email\":\"ann@example.net\","
                            + "\"MessageID\":456}],\"Bcc\":[{\"Email\":\"hidden@example.net\","
                            + "\"MessageID\":457}]}]}");

    @Test
    void aMailHasItsPlacesAndOurId() {
        var mail = MailVariety.FILES.replace("X-Order: 7", "X-Order: 7\nX-Mailer: PHPMailer");
        var message =
                ApiBench.body("mailjet", TAKEN, mail, MailVariety.recipients())
                        .path("Messages")
                        .path(0);
        assertThat(message.path("From"))
                .hasToString("{\"Email\":\"shop@example.com\",\"Name\":\"Café Zoë\"}");
        assertThat(message.path("Bcc")).hasToString("[{\"Email\":\"hidden@example.net\"}]");
        assertThat(message.path("HTMLPart").asString()).contains("cid:logo@shop");
        assertThat(message.path("TextPart").isMissingNode()).isTrue();
        assertThat(message.path("Headers"))
                .hasToString(
                        "{\"X-Order\":\"7\",\"List-Unsubscribe\":\"<https://example.com/u>\"}");
        assertThat(message.path("Attachments").path(0).path("Filename").asString())
                .isEqualTo("bill.pdf");
        assertThat(message.path("InlinedAttachments").path(0).path("ContentID").asString())
                .isEqualTo("logo@shop");
        assertThat(message.path("CustomID").asString()).isEqualTo("0000000000001");
    }

    @Test
    void eachRecipientHasItsOwnIdOfIt() {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench()) {
            var route = ApiBench.route("mailjet", server.base(), "public");
            var outcomes = bench.send(route, MailVariety.TEXT, MailVariety.recipients());
            assertThat(outcomes)
                    .extracting(each -> ((Outcome.Delivered) each).reply().toString())
                    .containsExactly("200 MessageID: 456", "200 success", "200 MessageID: 457");
            assertThat(server.calls().getFirst().headers().get("authorization"))
                    .isEqualTo("Basic cHVibGljOmtleS05ZjNjLXNlY3JldA==");
        }
    }

    @Test
    void theStatusOfTheMailCountsAndNotThatOfTheCall() {
        var refused =
                "{\"Messages\":[{\"Status\":\"error\",\"Errors\":[{\"ErrorCode\":\"mj-0013\","
                        + "\"ErrorMessage\":\"is an invalid email address.\"}]}]}";
        assertThat(outcome(400, refused)).isInstanceOf(Outcome.Refused.class);
        assertThat(ApiBench.cause(outcome(400, refused)).sentence())
                .contains("mj-0013 is an invalid email address");
        assertThat(outcome(401, "{\"ErrorMessage\":\"API key authentication failure\"}"))
                .isInstanceOf(Outcome.Parked.class);
    }

    private static Outcome outcome(int status, String body) {
        try (var server = ProviderServer.that(_ -> answer(status, body));
                var bench = new ApiBench()) {
            return bench.hello(ApiBench.route("mailjet", server.base()));
        }
    }

    /// Its answer for all is the error of the one.
    @Test
    void thoseWhoMayNotSeeEachOtherShareACallAndHaveEachAStatus() {
        var answers =
                "{\"Messages\":[{\"Status\":\"success\",\"To\":[{\"Email\":\"ann@example.net\","
                        + "\"MessageID\":456}]},{\"Status\":\"error\",\"Errors\":[{\"ErrorCode\":"
                        + "\"mj-0013\",\"ErrorMessage\":\"is an invalid email address.\"}]}]}";
        try (var server = ProviderServer.that(_ -> answer(400, answers));
                var bench = new ApiBench()) {
            var hidden = ApiBench.HELLO.replace("To: Ann <ann@example.net>\n", "");
            var route = ApiBench.route("mailjet", server.base());
            var outcomes = bench.send(route, hidden, "ann@example.net", "bob@example.net");
            assertThat(outcomes.get(0))
                    .isInstanceOfSatisfying(
                            Outcome.Delivered.class,
                            taken -> assertThat(taken.reply()).hasToString("200 MessageID: 456"));
            assertThat(outcomes.get(1)).isInstanceOf(Outcome.Refused.class);
            assertThat(server.calls()).hasSize(1);
        }
    }
}
