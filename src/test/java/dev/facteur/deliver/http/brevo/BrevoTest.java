package dev.facteur.deliver.http.brevo;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.deliver.http.MailVariety;
import dev.facteur.testkit.ProviderServer;
import org.junit.jupiter.api.Test;

class BrevoTest {
    private static final String TAKEN = answer(201, "{\"messageId\":\"<7@brevo>\"}");

    @Test
    void aMailHasItsPlacesAndAKey() {
        var body = ApiBench.body("brevo", TAKEN, MailVariety.BOTH, MailVariety.recipients());
        assertThat(body.path("sender"))
                .hasToString("{\"email\":\"shop@example.com\",\"name\":\"Café Zoë\"}");
        assertThat(body.path("to"))
                .hasToString("[{\"email\":\"ann@example.net\",\"name\":\"Ann, first\"}]");
        assertThat(body.path("bcc")).hasToString("[{\"email\":\"hidden@example.net\"}]");
        assertThat(body.path("htmlContent").asString()).isEqualTo("<p>hello</p>");
        assertThat(body.path("textContent").asString()).isEqualTo("hello");
        assertThat(body.path("headers").path("X-Mailin-custom").asString())
                .isEqualTo("0000000000001");
        assertThat(body.path("headers").path("idempotencyKey").asString()).hasSize(36);
    }

    @Test
    void aNameThatItWouldDropIsEncoded() {
        var mail =
                MailVariety.BOTH.replace(
                        "=?UTF-8?Q?Caf=C3=A9_Zo=C3=AB?=", "=?UTF-8?Q?Caf=C3=A9=2C_Zo=C3=AB?=");
        var body = ApiBench.body("brevo", TAKEN, mail, MailVariety.recipients());
        assertThat(body.path("sender").path("name").asString())
                .isEqualTo("=?UTF-8?B?Q2Fmw6ksIFpvw6s=?=");
    }

    @Test
    void whatItDamagesIsNotGivenToIt() {
        assertThat(loss(MailVariety.TEXT)).contains("its plainness");
        assertThat(loss(MailVariety.FILES)).contains("the place of the image logo.png");
        assertThat(loss(MailVariety.HTML.replace("X-Order: 7", "X-Order: =?utf-8?q?=C3=A9?=")))
                .contains("characters of the header X-Order");
        assertThat(
                        loss(
                                MailVariety.HTML.replace(
                                        "X-Order: 7", "Reply-To: =?utf-8?q?=C3=A9?= <a@b.org>")))
                .contains("characters of the header Reply-To");
    }

    private static String loss(String mail) {
        try (var bench = new ApiBench()) {
            var route = ApiBench.route("brevo", "http://127.0.0.1:1");
            var outcome = bench.send(route, mail, MailVariety.recipients()).getFirst();
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            return ApiBench.cause(outcome).sentence();
        }
    }

    @Test
    void aRepeatOfWhatItHasIsADelivery() {
        assertThat(outcome(400, "duplicate_parameter")).isInstanceOf(Outcome.Delivered.class);
        assertThat(outcome(409, "duplicate_request")).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void itsErrorsMeanWhatTheySay() {
        assertThat(outcome(402, "not_enough_credits")).isInstanceOf(Outcome.Parked.class);
        assertThat(outcome(401, "unauthorized")).isInstanceOf(Outcome.Parked.class);
        assertThat(outcome(400, "invalid_parameter")).isInstanceOf(Outcome.Refused.class);
    }

    private static Outcome outcome(int status, String code) {
        var body = "{\"code\":\"%s\",\"message\":\"so\"}".formatted(code);
        try (var server = ProviderServer.that(_ -> answer(status, body));
                var bench = new ApiBench()) {
            var route = ApiBench.route("brevo", server.base());
            return bench.send(route, MailVariety.HTML, MailVariety.recipients()).getFirst();
        }
    }
}
