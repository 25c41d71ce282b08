package dev.facteur.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.platform.http.BrowserReturn;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.TokenProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What becomes of an authorisation in hours, days and months.
@Tag("flow")
class GrantTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String USER = "me@shop.example";
    private static final String WAY = "/v1/routes/way";

    @TempDir Path folder;

    private PracticeGateway gateway;

    @BeforeEach
    void startGateway() throws Exception {
        gateway = PracticeGateway.start(folder);
    }

    @AfterEach
    void endGateway() {
        gateway.close();
    }

    private TokenProvider authorized(String id, String more) throws IOException {
        var provider = TokenProvider.start(id, folder, gateway.clock());
        gateway.operator("POST", "/v1/routes", provider.request("way", USER, more));
        authorize("way");
        return provider;
    }

    private void authorize(String name) throws IOException {
        var invited = begin(name);
        var brought = brought(invited);
        finish(name, brought);
    }

    private JsonNode begin(String name) throws IOException {
        var path = "/v1/routes/" + name + "/authorization/browser";
        return gateway.operator("POST", path, "{\"port\": 40000}");
    }

    private static Map<String, String> brought(JsonNode invited) throws IOException {
        var ended = TokenProvider.browse(invited.path("url").asString());
        return BrowserReturn.parsed(ended.getRawQuery());
    }

    private void finish(String name, Map<String, String> brought) throws IOException {
        var body =
                "{\"state\": \"%s\", \"code\": \"%s\", \"iss\": \"%s\"}"
                        .formatted(brought.get("state"), brought.get("code"), brought.get("iss"));
        gateway.operator("POST", "/v1/routes/" + name + "/authorization/browser/finish", body);
    }

    private JsonNode route() throws IOException {
        return gateway.operator("GET", WAY, "");
    }

    /// What the finding on the authorisation says, with its steps.
    private String doctor(String language) throws IOException {
        var path = "/v1/doctor?route=way&lang=" + language;
        return gateway.operator("GET", path, "")
                .path("findings")
                .valueStream()
                .filter(finding -> finding.path("code").asString().equals("authorization-needed"))
                .findFirst()
                .orElseThrow()
                .toString();
    }

    private void send() throws Exception {
        gateway.submit("anna@shop.example", "bob@example.com");
    }

    private static void awaitMails(TokenProvider provider, int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(provider.mails()).hasSize(count));
    }

    private void awaitRenewal(String before) {
        Awaitility.await().atMost(PATIENCE).until(() -> !renewed().equals(before));
    }

    private String renewed() throws IOException {
        return route().path("authorization").path("renewed").asString();
    }

    @Test
    void aTokenIsRenewedBeforeItEndsThoughNoMailGoes() throws Exception {
        try (var provider = authorized("gmail", "")) {
            var first = renewed();
            gateway.advance(Duration.ofMinutes(49));
            awaitRenewal(first);
            gateway.advance(Duration.ofMinutes(30));
            send();
            awaitMails(provider, 1);
        }
    }

    @Test
    void aTokenThatIsRefusedBeforeItsTimeIsReplacedInTheSameAttempt() throws Exception {
        for (var first : new String[] {"smtp", "api"}) {
            try (var provider = authorized("gmail", ", \"first\": \"" + first + "\"")) {
                provider.practice("expire");
                send();
                awaitMails(provider, 1);
                assertThat(route().path("parked_why").isNull()).isTrue();
            } finally {
                gateway.operator("PUT", "/v1/default-routes", "{\"routes\": [\"practice\"]}");
                gateway.operator("DELETE", WAY, "");
            }
        }
    }

    @Test
    void aGrantThatWasWithdrawnParksTheRouteBeforeMailNeedsIt() throws Exception {
        try (var provider = authorized("gmail", "")) {
            provider.practice("revoke");
            gateway.advance(Duration.ofMinutes(49));
            Awaitility.await().atMost(PATIENCE).until(() -> !route().path("parked_why").isNull());
            assertThat(route().path("parked_reason").asString()).isEqualTo("authorization-needed");
            assertThat(route().path("parked_why").asString())
                    .contains("Token has been expired or revoked", "facteur route authorize way");
            assertThat(doctor("en")).contains("is not authorised at its provider, or no longer");
            assertThat(doctor("fr")).contains("n'est pas autorisée chez son fournisseur");
            send();
            authorize("way");
            assertThat(route().path("parked_why").isNull()).isTrue();
            awaitMails(provider, 1);
        }
    }

    @Test
    void aCheckByTheApiAloneFindsAGrantThatWasWithdrawn() throws Exception {
        try (var provider = TokenProvider.start("microsoft365", folder, gateway.clock())) {
            var request =
                    """
                    {"name": "way", "provider": "microsoft365", "user": "%s", "client": "id",
                     "api": "%s", "login_server": "%s", "only": "api"}
                    """
                            .formatted(USER, provider.base(), provider.base());
            gateway.operator("POST", "/v1/routes", request);
            authorize("way");
            assertThat(check().path("trouble").isNull()).isTrue();
            provider.practice("expire");
            assertThat(check().path("trouble").isNull()).isTrue();
            provider.practice("revoke");
            assertThat(check().path("trouble").asString())
                    .contains("does not take the token", "facteur route authorize way again.");
        }
    }

    private JsonNode check() throws IOException {
        return gateway.operator("POST", WAY + "/check", "");
    }

    @Test
    void theEndOfAGrantIsToldDaysBefore() throws Exception {
        try (var provider = TokenProvider.start("gmail", folder, gateway.clock())) {
            provider.practice("testing");
            gateway.operator("POST", "/v1/routes", provider.request("way", USER, ""));
            authorize("way");
            assertThat(route().path("authorization").path("ends_soon").asBoolean()).isFalse();
            gateway.advance(Duration.ofDays(4).plusHours(1));
            assertThat(route().path("authorization").path("ends_soon").asBoolean()).isTrue();
        }
    }

    @Test
    void aRefreshTokenThatChangesIsKeptAlsoOverARestart() throws Exception {
        try (var provider = authorized("microsoft365", ", \"first\": \"api\"")) {
            for (int hour = 0; hour < 3; hour++) {
                var before = renewed();
                gateway.advance(Duration.ofMinutes(50));
                awaitRenewal(before);
            }
            gateway.restart();
            gateway.advance(Duration.ofMinutes(61));
            send();
            awaitMails(provider, 1);
        }
    }

    @Test
    void eachResourceOfMicrosoftHasATokenOfItsOwn() throws Exception {
        try (var provider = authorized("microsoft365", ", \"first\": \"smtp\"")) {
            send();
            awaitMails(provider, 1);
            assertThat(provider.mails().getFirst().received().tls()).isNotEmpty();
            gateway.operator("PATCH", WAY, "{\"first\": \"api\"}");
            send();
            awaitMails(provider, 2);
        }
    }

    @Test
    void anAnswerBelongsToTheRouteThatAskedForIt() throws Exception {
        try (var provider = authorized("gmail", "")) {
            gateway.operator("POST", "/v1/routes", provider.request("other", USER, ""));
            var brought = brought(begin("way"));
            assertThatThrownBy(() -> finish("other", brought))
                    .hasMessageContaining("authorization-state");
        }
    }

    @Test
    void anAnswerIsGoodOnceAndForMinutes() throws Exception {
        try (var _ = authorized("gmail", "")) {
            var once = brought(begin("way"));
            finish("way", once);
            assertThatThrownBy(() -> finish("way", once))
                    .hasMessageContaining("authorization-state");
            var late = brought(begin("way"));
            gateway.advance(Duration.ofMinutes(11));
            assertThatThrownBy(() -> finish("way", late))
                    .hasMessageContaining("authorization-state");
        }
    }

    @Test
    void anAnswerOfAnotherServerIsRefused() throws Exception {
        try (var _ = authorized("gmail", "")) {
            var brought = new HashMap<>(brought(begin("way")));
            brought.put("iss", "https://evil.example");
            assertThatThrownBy(() -> finish("way", brought))
                    .hasMessageContaining("authorization-issuer");
        }
    }

    @Test
    void aCodeThatSomebodyElseAskedForIsOfNoUse() throws Exception {
        try (var _ = authorized("gmail", "")) {
            var victims = brought(begin("way"));
            var attackers = new HashMap<>(brought(begin("way")));
            attackers.put("code", victims.getOrDefault("code", ""));
            assertThatThrownBy(() -> finish("way", attackers))
                    .hasMessageContaining("Invalid code verifier");
        }
    }

    @Test
    void aTenantThatLeadsElsewhereIsNoTenant() throws Exception {
        try (var provider = TokenProvider.start("microsoft365", folder, gateway.clock())) {
            for (var tenant :
                    new String[] {"../x", "a/b", "evil.example/#", "a@b", "%2e%2e", "."}) {
                var more = ", \"tenant\": \"" + tenant + "\"";
                assertThatThrownBy(() ->
                                gateway.operator(
                                        "POST", "/v1/routes", provider.request("bad", USER, more)))
                        .as(tenant)
                        .hasMessageContaining("route-tenant");
            }
        }
    }

    @Test
    void noSecretOfItIsShownOrKeptReadable() throws Exception {
        try (var provider = authorized("gmail", "")) {
            send();
            awaitMails(provider, 1);
            provider.practice("revoke");
            gateway.advance(Duration.ofMinutes(49));
            Awaitility.await().atMost(PATIENCE).until(() -> !route().path("parked_why").isNull());
            assertThat(route().toString())
                    .doesNotContain("practice-secret", "practice-access", "practice-refresh");
            try (var files = Files.walk(gateway.data())) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    var bytes = Files.readAllBytes(file);
                    assertThat(new String(bytes, ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain("practice-secret", "practice-access-")
                            .doesNotContain("practice-refresh-", "practice-code-");
                }
            }
        }
    }
}
