package dev.facteur.deliver.http.gmail;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.testkit.ProviderServer;
import dev.facteur.testkit.Tokens;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GmailTest {
    private static final String TAKEN = answer(200, "{\"id\":\"18c\",\"threadId\":\"18c\"}");
    private static final String REFUSED =
            answer(
                    401,
                    "{\"error\":{\"code\":401,\"message\":\"Login Required\","
                            + "\"errors\":[{\"reason\":\"required\"}]}}");

    @Test
    void theMailTravelsAsItIsInOneUpload() {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench(new Tokens("ya29"))) {
            var outcome = bench.hello(ApiBench.tokenRoute("gmail", server.base(), ""));
            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            var call = server.calls().getFirst();
            assertThat(call.line())
                    .isEqualTo(
                            "POST /upload/gmail/v1/users/me/messages/send?uploadType=media"
                                    + " HTTP/1.1");
            assertThat(call.headers())
                    .containsEntry("content-type", "message/rfc822")
                    .containsEntry("authorization", "Bearer ya29");
            assertThat(call.text()).isEqualTo(ApiBench.HELLO.replace("\n", "\r\n"));
        }
    }

    @Test
    void whomTheHeaderDoesNotShowIsNamedInBcc() {
        assertThat(sent(ApiBench.HELLO, "ann@example.net", "bob@example.net", "Eve@example.net"))
                .isEqualTo(
                        "Bcc: bob@example.net, Eve@example.net\r\n"
                                + ApiBench.HELLO.replace("\n", "\r\n"));
    }

    @Test
    void aMailThatShowsNobodyGoesToItsEnvelope() {
        var mail = "From: shop@example.com\nSubject: hello\n\nbody\n";
        assertThat(sent(mail, "ann@example.net")).startsWith("Bcc: ann@example.net\r\nFrom:");
    }

    @Test
    void aSpellingOfTheHeaderIsNotASecondRecipient() {
        var mail = ApiBench.HELLO.replace("ann@", "ANN@");
        assertThat(sent(mail, "ann@example.net")).doesNotContain("Bcc");
    }

    @Test
    void whoIsShownAndNotMeantWouldGetTheMailSoItGoesAnotherWay() {
        var mail = ApiBench.HELLO.replace("Subject", "Cc: not-yet@example.org\nSubject");
        assertThat(sent(mail, "ann@example.net")).isNull();
        assertThat(refusal(mail)).contains("not-yet@example.org would get it too");
    }

    @Test
    void aMailThatWasSentOnNamesOthersSoItGoesAnotherWay() {
        assertThat(refusal("Resent-To: eve@example.org\n" + ApiBench.HELLO)).contains("Resent");
    }

    @Test
    void anAddressBeyondAsciiGoesAnotherWay() {
        assertThat(sent(ApiBench.HELLO, "änn@example.net")).isNull();
    }

    @Test
    void aMailLargerThanAnUploadMayBeIsNotRead() {
        assertThat(new Gmail().maxBytes()).isEqualTo(35_000_000);
    }

    @Test
    void aTokenThatIsRefusedIsReplacedOnceAndTheMailSent() {
        try (var server =
                        ProviderServer.that(call ->
                                "Bearer old".equals(call.headers().get("authorization"))
                                        ? REFUSED
                                        : TAKEN);
                var bench = new ApiBench(new Tokens("old", "new"))) {
            assertThat(bench.hello(ApiBench.tokenRoute("gmail", server.base(), "")))
                    .isInstanceOf(Outcome.Delivered.class);
            assertThat(server.calls()).hasSize(2);
        }
    }

    @Test
    void aSecondRefusalParksTheRouteWithTheWordOfWhoMustAuthorise() {
        try (var server = ProviderServer.that(_ -> REFUSED);
                var bench = new ApiBench(new Tokens("old", "new", "newer"))) {
            var outcome = bench.hello(ApiBench.tokenRoute("gmail", server.base(), ""));
            assertThat(outcome).isInstanceOf(Outcome.Parked.class);
            assertThat(ApiBench.cause(outcome).reason()).isEqualTo(Reason.AUTHORIZATION_NEEDED);
            assertThat(server.calls()).hasSize(2);
        }
    }

    @Test
    void withoutATokenNothingIsSaidToTheApi() {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench(new Tokens())) {
            var outcome = bench.hello(ApiBench.tokenRoute("gmail", server.base(), ""));
            assertThat(outcome).isInstanceOf(Outcome.Parked.class);
            assertThat(ApiBench.cause(outcome).sentence()).contains("authorise");
            assertThat(server.calls()).isEmpty();
        }
    }

    @Test
    void aSuccessWithoutAnIdIsNone() {
        assertThat(outcome(200, "{}")).isNotInstanceOf(Outcome.Delivered.class);
    }

    @ParameterizedTest
    @CsvSource({
        "403, rateLimitExceeded, Rate Limit Exceeded, RATE",
        "429, userRateLimitExceeded, User-rate limit exceeded. Retry after 2026-11-25, RATE",
        "403, dailyLimitExceeded, Daily Limit Exceeded, QUOTA_GONE",
        "403, quotaExceeded, Daily user sending limit exceeded, QUOTA_GONE",
        "400, failedPrecondition, Mail service not enabled, ACCOUNT_NOT_ACTIVATED",
        "403, insufficientPermissions, Request had insufficient authentication scopes.,"
                + " PERMISSION_MISSING",
        "400, invalidArgument, Recipient address required, MALFORMED",
        "503, backendError, Backend Error, REMOTE_TROUBLE",
    })
    void itsErrorsMeanWhatTheySay(int status, String reason, String message, Reason meant) {
        var body =
                "{\"error\":{\"code\":%d,\"message\":\"%s\",\"errors\":[{\"reason\":\"%s\"}]}}"
                        .formatted(status, message, reason);
        assertThat(ApiBench.cause(outcome(status, body)).reason()).isEqualTo(meant);
    }

    private static Outcome outcome(int status, String body) {
        try (var server = ProviderServer.that(_ -> answer(status, body));
                var bench = new ApiBench(new Tokens("ya29"))) {
            return bench.hello(ApiBench.tokenRoute("gmail", server.base(), ""));
        }
    }

    /// Null when nothing was sent.
    private static @Nullable String sent(String mail, String... to) {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench(new Tokens("ya29"))) {
            bench.send(ApiBench.tokenRoute("gmail", server.base(), ""), mail, to);
            return server.calls().isEmpty() ? null : server.calls().getFirst().text();
        }
    }

    private static String refusal(String mail) {
        try (var bench = new ApiBench(new Tokens("ya29"))) {
            var route = ApiBench.tokenRoute("gmail", "http://127.0.0.1:1", "");
            return ApiBench.cause(bench.send(route, mail, "ann@example.net").getFirst()).sentence();
        }
    }
}
