package dev.facteur.deliver.http.mailgun;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.testkit.ProviderServer;
import org.junit.jupiter.api.Test;

class MailgunTest {
    private static final String TAKEN =
            answer(200, "{\"id\":\"<1@mg>\",\"message\":\"Queued. Thank you.\"}");

    @Test
    void theMailTravelsWholeWithItsEnvelopeBesideIt() {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench()) {
            var route = ApiBench.route("mailgun", server.base(), "mg.example.com");
            var outcomes = bench.send(route, ApiBench.HELLO, "ann@example.net", "bob@example.net");
            assertThat(outcomes).allMatch(Outcome.Delivered.class::isInstance);
            var call = server.calls().getFirst();
            assertThat(server.calls()).hasSize(1);
            assertThat(call.line()).isEqualTo("POST /v3/mg.example.com/messages.mime HTTP/1.1");
            assertThat(call.headers().get("authorization"))
                    .isEqualTo("Basic YXBpOmtleS05ZjNjLXNlY3JldA==");
            assertThat(call.text())
                    .contains("name=\"to\"\r\n\r\nann@example.net, bob@example.net\r\n")
                    .contains("name=\"v:facteur_mail\"\r\n\r\n0000000000001\r\n")
                    .contains("\r\n\r\n" + ApiBench.HELLO.replace("\n", "\r\n") + "\r\n--facteur-")
                    .endsWith("--\r\n");
        }
    }

    @Test
    void onlyQueuedIsADelivery() {
        assertThat(outcome(200, "Mailgun Magnificent API")).isInstanceOf(Outcome.Parked.class);
        assertThat(outcome(404, "{\"message\":\"Domain not found: mg.example.com\"}"))
                .isInstanceOf(Outcome.Parked.class);
        assertThat(outcome(400, "{\"message\":\"to parameter is not a valid address\"}"))
                .isInstanceOf(Outcome.Refused.class);
    }

    private static Outcome outcome(int status, String body) {
        try (var server = ProviderServer.that(_ -> answer(status, body));
                var bench = new ApiBench()) {
            return bench.hello(ApiBench.route("mailgun", server.base(), "mg.example.com"));
        }
    }

    @Test
    void aRouteWithoutAProperDomainCallsNobody() {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench()) {
            for (var domain : new String[] {"", "a/b", "a b", "../x"}) {
                assertThat(bench.hello(ApiBench.route("mailgun", server.base(), domain)))
                        .isInstanceOf(Outcome.Refused.class);
            }
            assertThat(server.calls()).isEmpty();
        }
    }

    @Test
    void anAddressBeyondAsciiIsNotGivenToIt() {
        try (var bench = new ApiBench()) {
            var route = ApiBench.route("mailgun", "http://127.0.0.1:1", "mg.example.com");
            var outcome = bench.send(route, ApiBench.HELLO, "zoë@example.net").getFirst();
            assertThat(ApiBench.cause(outcome).sentence()).contains("zoë@example.net");
        }
    }
}
