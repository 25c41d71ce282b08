package dev.facteur.deliver.http.ses;

import static dev.facteur.testkit.ProviderServer.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.platform.http.Json;
import dev.facteur.testkit.ProviderServer;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SesTest {
    private static final String TAKEN = answer(200, "{\"MessageId\":\"0102\"}");

    @Test
    void theMailTravelsWholeInACallOfEachRecipient() {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench()) {
            var route = ApiBench.route("ses", server.base(), "AKIAEXAMPLE");
            var outcomes = bench.send(route, ApiBench.HELLO, "ann@example.net", "bob@example.net");
            assertThat(outcomes).allMatch(Outcome.Delivered.class::isInstance);
            assertThat(server.calls()).hasSize(2);
            var call = server.calls().get(1);
            assertThat(call.line()).isEqualTo("POST /v2/email/outbound-emails HTTP/1.1");
            var body = Json.MAPPER.readTree(call.text());
            assertThat(body.path("Destination").path("ToAddresses"))
                    .hasToString("[\"bob@example.net\"]");
            var raw = body.path("Content").path("Raw").path("Data").asString();
            assertThat(new String(Base64.getDecoder().decode(raw), UTF_8))
                    .isEqualTo(ApiBench.HELLO.replace("\n", "\r\n"));
        }
    }

    @Test
    void callsAreSignedAndTheKeyStaysHere() {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench()) {
            bench.hello(ApiBench.route("ses", server.base(), "AKIAEXAMPLE"));
            var call = server.calls().getFirst();
            assertThat(call.headers().get("authorization"))
                    .startsWith("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/")
                    .contains("/global/ses/aws4_request")
                    .contains("SignedHeaders=")
                    .contains("host")
                    .doesNotContain(ApiBench.KEY);
            assertThat(call.headers()).containsKey("x-amz-date");
        }
    }

    @Test
    void eightBitMailIsNotGivenToIt() {
        try (var bench = new ApiBench()) {
            var route = ApiBench.route("ses", "http://127.0.0.1:1", "AKIAEXAMPLE");
            var outcome =
                    bench.send(route, ApiBench.HELLO.replace("body", "café"), "ann@example.net")
                            .getFirst();
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(ApiBench.cause(outcome).sentence()).contains("8-bit");
        }
    }

    @Test
    void itsErrorsMeanWhatTheySay() {
        assertThat(outcome(400, "MessageRejected", "no")).isInstanceOf(Outcome.Refused.class);
        assertThat(outcome(400, "MessageRejected", "Email address is not verified."))
                .isInstanceOf(Outcome.Deferred.class);
        assertThat(outcome(429, "TooManyRequestsException", "slow"))
                .isInstanceOf(Outcome.Deferred.class);
        assertThat(outcome(400, "AccountSuspendedException", "no"))
                .isInstanceOf(Outcome.Parked.class);
        assertThat(outcome(403, "SignatureDoesNotMatch", "no")).isInstanceOf(Outcome.Parked.class);
    }

    private static Outcome outcome(int status, String type, String message) {
        var header = "x-amzn-ErrorType: " + type + ":http://internal.amazon.com/";
        var body = "{\"message\":\"%s\"}".formatted(message);
        try (var server = ProviderServer.that(_ -> answer(status, body, header));
                var bench = new ApiBench()) {
            return bench.hello(ApiBench.route("ses", server.base(), "AKIAEXAMPLE"));
        }
    }
}
