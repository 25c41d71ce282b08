package dev.facteur.deliver.http;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.route.AccountStanding;
import dev.facteur.route.AccountStanding.State;
import dev.facteur.route.AccountStanding.Topic;
import dev.facteur.route.RouteCheck;
import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.ProviderServer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccountQuestionsTest {
    private static final String FORBIDDEN =
            answer(403, "{\"errors\":[{\"message\":\"access forbidden\"}]}");
    private static final String WRONG_KEY =
            answer(
                    401,
                    "{\"errors\":[{\"message\":\"The provided authorization grant is invalid\"}]}");
    private static final String MAY_SEND = answer(200, "{\"scopes\":[\"mail.send\"]}");

    private static AccountStanding standing(
            String provider, Function<ProviderServer.Call, @Nullable String> answers) {
        try (var server = ProviderServer.that(answers);
                var bench = new ApiBench()) {
            return bench.transport
                    .standing(ApiBench.route(provider, server.base(), "mg.example"))
                    .orElseThrow();
        }
    }

    private static boolean asks(ProviderServer.Call call, String path) {
        return call.line().startsWith("GET " + path);
    }

    @Test
    void aKeyThatMayOnlySendIsNoTrouble() {
        var standing =
                standing("sendgrid", call -> asks(call, "/v3/scopes") ? MAY_SEND : FORBIDDEN);
        assertThat(standing.state()).isEqualTo(State.OPEN);
        assertThat(standing.senders()).isNull();
        assertThat(standing.untold())
                .allMatch(AccountStanding.Untold::forbidden)
                .extracting(AccountStanding.Untold::topic)
                .containsExactly(Topic.QUOTA, Topic.SENDERS, Topic.SENDERS);
    }

    @Test
    void aKeyThatMayNotSendIsTroubleHoweverMuchItMayAsk() {
        var standing =
                standing("sendgrid", _ -> answer(200, "{\"scopes\":[\"user.credits.read\"]}"));
        assertThat(standing.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aWrongKeyIsFoundOutByTheFirstQuestion() {
        try (var server = ProviderServer.that(_ -> WRONG_KEY);
                var bench = new ApiBench()) {
            RouteCheck.Report report =
                    bench.transport.check(ApiBench.route("sendgrid", server.base()));
            assertThat(report.way()).isNull();
            assertThat(String.valueOf(report.trouble()))
                    .contains("does not take the key", "grant is invalid");
            assertThat(server.calls()).hasSize(2);
        }
    }

    @Test
    void aKeyOfResendThatMayOnlySendIsNotTakenForAWrongOne() {
        var standing =
                standing(
                        "resend",
                        _ ->
                                answer(
                                        401,
                                        "{\"statusCode\":401,\"name\":\"restricted_api_key\",\"message\":\"This API key is restricted to only send emails\"}"));
        assertThat(standing.state()).isEqualTo(State.UNKNOWN);
        assertThat(standing.untold()).singleElement().matches(AccountStanding.Untold::forbidden);
    }

    @Test
    void aKeyOfMailgunThatMayOnlySendCannotBeToldFromAWrongOne() {
        var standing = standing("mailgun", _ -> answer(401, "Forbidden"));
        assertThat(standing.state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void anAccountThatIsUnderValidationMayNotSend() {
        var standing =
                standing(
                        "brevo",
                        _ ->
                                answer(
                                        403,
                                        "{\"code\":\"account_under_validation\",\"message\":\"Your account is under validation\"}"));
        assertThat(standing.state()).isEqualTo(State.CLOSED);
        assertThat(standing.why()).contains("under validation");
    }

    @Test
    void theKeyIsNeverQuoted() {
        var standing =
                standing(
                        "sendgrid",
                        _ -> answer(500, "{\"errors\":[{\"message\":\"" + ApiBench.KEY + "\"}]}"));
        assertThat(standing.untold()).hasSize(4);
        assertThat(standing.toString()).doesNotContain(ApiBench.KEY);
    }

    @Test
    void whoIsNotReachedIsAskedOnce() {
        try (var bench = new ApiBench()) {
            var route = ApiBench.route("brevo", "http://127.0.0.1:" + FreePorts.one());
            var standing = bench.transport.standing(route).orElseThrow();
            assertThat(standing.untold())
                    .singleElement()
                    .matches(untold -> untold.words().endsWith("refuses connections."));
        }
    }

    @Test
    void gmailNamesTheAddressesThatAnAccountMaySendAs() {
        var sendAs =
                "{\"sendAs\":[{\"sendAsEmail\":\"me@shop.example\",\"isPrimary\":true},"
                        + "{\"sendAsEmail\":\"new@other.example\","
                        + "\"verificationStatus\":\"pending\"}]}";
        var standing =
                standing(
                        "gmail",
                        call ->
                                answer(
                                        200,
                                        asks(call, "/gmail/v1/users/me/settings")
                                                ? sendAs
                                                : "{\"emailAddress\":\"me@shop.example\"}"));
        assertThat(standing.state()).isEqualTo(State.OPEN);
        assertThat(standing.refuses("shop.example")).isFalse();
        assertThat(standing.refuses("other.example")).isTrue();
    }

    @Test
    void aTokenOfGmailThatMayOnlySendIsNoTrouble() {
        var scopes =
                "{\"error\":{\"code\":403,\"message\":"
                        + "\"Request had insufficient authentication scopes.\","
                        + "\"errors\":[{\"reason\":\"insufficientPermissions\"}]}}";
        var standing = standing("gmail", _ -> answer(403, scopes));
        assertThat(standing.state()).isEqualTo(State.UNKNOWN);
        assertThat(standing.untold()).allMatch(AccountStanding.Untold::forbidden).hasSize(2);
        assertThat(standing.refuses("shop.example")).isFalse();
    }

    @Test
    void anAccountOfMicrosoftThatIsSwitchedOffMayNotSend() {
        var standing =
                standing(
                        "microsoft365",
                        _ -> answer(200, "{\"accountEnabled\":false,\"mail\":\"a@b.example\"}"));
        assertThat(standing.state()).isEqualTo(State.CLOSED);
        assertThat(standing.why()).contains("accountEnabled");
    }

    @Test
    void aMailboxOfMicrosoftHasItsAddressesAndMayHaveMore() {
        var standing =
                standing(
                        "microsoft365",
                        _ ->
                                answer(
                                        200,
                                        "{\"accountEnabled\":true,\"proxyAddresses\":"
                                                + "[\"SMTP:Me@shop.example\",\"x500:/o=a\"]}"));
        assertThat(standing.state()).isEqualTo(State.OPEN);
        assertThat(standing.senders())
                .extracting(AccountStanding.Sender::name)
                .containsExactly("me@shop.example");
        assertThat(standing.refuses("other.example")).isFalse();
    }
}
