package dev.facteur.flow;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.platform.http.BrowserReturn;
import dev.facteur.testkit.MockLoginServer;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.ProviderServer;
import dev.facteur.testkit.TokenProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The exchange of codes and tokens with an authorisation server that somebody else has written.
@Tag("flow")
class ForeignLoginServerTest {
    private static final String PATH = "/v1/routes/way/authorization/browser";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path folder;

    private static void route(PracticeGateway gateway, MockLoginServer login, String api)
            throws Exception {
        gateway.operator(
                "POST",
                "/v1/routes",
                """
                {"name": "way", "provider": "gmail", "user": "me@shop.example", "client": "id",
                 "client_secret": "secret", "login_server": "%s", "api": "%s", "is_default": true}
                """
                        .formatted(login.base(), api));
        gateway.operator("PATCH", "/v1/routes/way", "{\"first\": \"api\"}");
    }

    private static Map<String, String> brought(PracticeGateway gateway) throws Exception {
        var invited = gateway.operator("POST", PATH, "{\"port\": 40000}");
        var ended = TokenProvider.browse(invited.path("url").asString());
        return BrowserReturn.parsed(ended.getRawQuery());
    }

    private static void finish(
            PracticeGateway gateway, Map<String, String> asked, Map<String, String> brought)
            throws Exception {
        var body =
                "{\"state\": \"%s\", \"code\": \"%s\"}"
                        .formatted(asked.get("state"), brought.get("code"));
        gateway.operator("POST", PATH + "/finish", body);
    }

    @Test
    void itsTokensAreTakenAndRenewed() throws Exception {
        try (var gateway = PracticeGateway.start(folder);
                var login = MockLoginServer.start(folder);
                var api = ProviderServer.that(_ -> answer(200, "{\"id\":\"18c\"}"))) {
            route(gateway, login, api.base());
            var brought = brought(gateway);
            finish(gateway, brought, brought);
            var first = renewed(gateway);
            gateway.advance(Duration.ofMinutes(50));
            Awaitility.await().atMost(PATIENCE).until(() -> !renewed(gateway).equals(first));
            var mail = gateway.submit("anna@shop.example", "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered");
            // A JSON Web Token, signed by that server.
            assertThat(api.calls().getLast().headers().get("authorization"))
                    .matches("Bearer [\\w-]+\\.[\\w-]+\\.[\\w-]+");
        }
    }

    @Test
    void itFindsOutACodeThatSomebodyElseAskedFor() throws Exception {
        try (var gateway = PracticeGateway.start(folder);
                var login = MockLoginServer.start(folder)) {
            route(gateway, login, "http://127.0.0.1:1");
            var victims = brought(gateway);
            var attackers = brought(gateway);
            assertThatThrownBy(() -> finish(gateway, attackers, victims))
                    .hasMessageContaining("code_verifier");
        }
    }

    private static String renewed(PracticeGateway gateway) throws Exception {
        var route = gateway.operator("GET", "/v1/routes/way", "");
        return route.path("authorization").path("renewed").asString();
    }
}
