package dev.facteur.deliver.http.graph;

import static dev.facteur.testkit.ProviderServer.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.testkit.ProviderServer;
import dev.facteur.testkit.Tokens;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphTest {
    private static final String TAKEN = answer(202, "");

    /// Nothing beside the mail: what JSON could ask for (no copy among the sent ones) has no place
    /// in this form.
    @Test
    void theMailTravelsWholeInBase64() {
        var call = call("", ApiBench.HELLO, "ann@example.net");
        assertThat(call.line()).isEqualTo("POST /v1.0/me/sendMail HTTP/1.1");
        assertThat(call.headers())
                .containsEntry("content-type", "text/plain")
                .containsEntry("authorization", "Bearer eyJ0");
        assertThat(new String(Base64.getDecoder().decode(call.text()), UTF_8))
                .isEqualTo(ApiBench.HELLO.replace("\n", "\r\n"));
    }

    @Test
    void aClientInItsOwnRightNamesTheMailbox() {
        var call = call("shop+de@example.com", ApiBench.HELLO, "ann@example.net");
        assertThat(call.line())
                .isEqualTo("POST /v1.0/users/shop%2Bde%40example.com/sendMail HTTP/1.1");
    }

    @Test
    void whomTheHeaderDoesNotShowIsNamedInBcc() {
        var call = call("", ApiBench.HELLO, "ann@example.net", "bob@example.net");
        assertThat(new String(Base64.getDecoder().decode(call.text()), UTF_8))
                .startsWith("Bcc: bob@example.net\r\n");
    }

    @Test
    void whoIsShownAndNotMeantWouldGetTheMailSoItGoesAnotherWay() {
        try (var bench = new ApiBench(new Tokens("eyJ0"))) {
            var route = ApiBench.tokenRoute("microsoft365", "http://127.0.0.1:1", "");
            var outcome = bench.send(route, ApiBench.HELLO, "bob@example.net").getFirst();
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(ApiBench.cause(outcome).kind()).isEqualTo(Outcome.Kind.CAPABILITY);
        }
    }

    @Test
    void aMailThatIsTooLargeInBase64GoesAnotherWay() {
        try (var bench = new ApiBench(new Tokens("eyJ0"))) {
            var route = ApiBench.tokenRoute("microsoft365", "http://127.0.0.1:1", "");
            var large = ApiBench.HELLO + "x".repeat(3_000_000);
            var outcome = bench.send(route, large, "ann@example.net").getFirst();
            assertThat(ApiBench.cause(outcome).kind()).isEqualTo(Outcome.Kind.CAPABILITY);
        }
    }

    @Test
    void acceptedWithoutAnIdIsTaken() {
        assertThat(outcome(202, "")).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void anyOtherSuccessIsNone() {
        assertThat(outcome(200, "{}")).isNotInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void theWaitThatItAsksForIsKept() {
        assertThat(outcome(429, error("ApplicationThrottled", "slow"), "Retry-After: 17"))
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        deferred -> assertThat(deferred.pause()).isEqualTo(Duration.ofSeconds(17)));
    }

    @ParameterizedTest
    @CsvSource({
        "401, InvalidAuthenticationToken, AUTHORIZATION_NEEDED",
        "403, ErrorSendAsDenied, SENDER_NOT_ALLOWED",
        "403, ErrorAccessDenied, PERMISSION_MISSING",
        "403, ErrorExceededMessageLimit, QUOTA_GONE",
        "404, MailboxNotEnabledForRESTAPI, ACCOUNT_NOT_ACTIVATED",
        "400, ErrorMimeContentInvalidBase64String, MALFORMED",
        "413, RequestEntityTooLarge, TOO_LARGE",
        "503, ServiceUnavailable, REMOTE_TROUBLE",
    })
    void itsErrorsMeanWhatTheySay(int status, String code, Reason meant) {
        assertThat(ApiBench.cause(outcome(status, error(code, "no"))).reason()).isEqualTo(meant);
    }

    private static String error(String code, String message) {
        return "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message);
    }

    private static Outcome outcome(int status, String body, String... headers) {
        try (var server = ProviderServer.that(_ -> answer(status, body, headers));
                var bench = new ApiBench(new Tokens("eyJ0"))) {
            return bench.hello(ApiBench.tokenRoute("microsoft365", server.base(), ""));
        }
    }

    private static ProviderServer.Call call(String user, String mail, String... to) {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench(new Tokens("eyJ0"))) {
            bench.send(ApiBench.tokenRoute("microsoft365", server.base(), user), mail, to);
            return server.calls().getFirst();
        }
    }
}
