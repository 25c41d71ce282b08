package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.http.BrowserReturn;
import dev.facteur.testkit.DovecotSubmission;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.TokenProvider;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A login by access token to a mail server that somebody else has written.
@Tag("flow")
class DovecotTokenTest {
    private static final String WAY = "/v1/routes/way";

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"xoauth2", "oauthbearer", "oauthbearer xoauth2"})
    void dovecotTakesOurTokenAndTheMail(String mechanisms) throws Exception {
        try (var gateway = PracticeGateway.start(folder);
                var provider = TokenProvider.start("gmail", folder, gateway.clock());
                var dovecot =
                        DovecotSubmission.start(
                                folder.resolve("dovecot"),
                                gateway.authority(),
                                provider.base() + "/introspect",
                                provider.smtpPort(),
                                mechanisms)) {
            var request = provider.request("way", "me@shop.example", "");
            gateway.operator("POST", "/v1/routes", request);
            gateway.operator("PATCH", WAY, dovecotIn(dovecot, gateway));
            authorize(gateway);
            var check = gateway.operator("POST", WAY + "/check", "");
            assertThat(check.path("trouble").isNull()).as(check + dovecot.log()).isTrue();
            gateway.submit("anna@shop.example", "bob@example.com");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(provider.mails()).as(dovecot.log()).hasSize(1));
            refusesWhatIsNoToken(gateway, provider, dovecot);
        }
    }

    /// It explains itself in a challenge, which we answer as it wants before we hear its 535.
    private static void refusesWhatIsNoToken(
            PracticeGateway gateway, TokenProvider provider, DovecotSubmission dovecot)
            throws Exception {
        provider.practice("revoke");
        var check = gateway.operator("POST", WAY + "/check", "");
        assertThat(check.path("passed_over").toString())
                .as(dovecot.log())
                .contains("facteur route authorize way");
        assertThat(check.path("trouble").asString()).contains("facteur route authorize way");
    }

    private static String dovecotIn(DovecotSubmission dovecot, PracticeGateway gateway) {
        return "{\"ladder\": \"%d/starttls\", \"ca\": \"%s\"}"
                .formatted(dovecot.port(), gateway.authority().caFile());
    }

    private static void authorize(PracticeGateway gateway) throws Exception {
        var path = WAY + "/authorization/browser";
        var invited = gateway.operator("POST", path, "{\"port\": 40000}");
        var ended = TokenProvider.browse(invited.path("url").asString());
        var brought = BrowserReturn.parsed(ended.getRawQuery());
        gateway.operator(
                "POST",
                path + "/finish",
                "{\"state\": \"%s\", \"code\": \"%s\"}"
                        .formatted(brought.get("state"), brought.get("code")));
    }
}
