package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiClient.Answer;
import dev.facteur.testkit.ApiServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the operator says of a site: how much it sends, and whose programs send for it.
final class SiteLimitsApiTest {
    @TempDir Path folder;
    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        server.operator("POST", "/v1/sites", "{\"name\":\"shop\"}");
        server.operator(
                "POST",
                "/v1/domains",
                "{\"name\":\"shop.example\",\"site\":\"shop\",\"vouch\":true}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsBeyondASitesLimitIsTooManyRequestsAndComesAgainLater() {
        var wanted = "{\"site\":\"shop\",\"kind\":\"api\"}";
        var answer = server.operator("POST", "/v1/credentials", wanted);
        var key = answer.json().path("secret").asString();
        limit("{\"hour\":2}");
        var mail =
                "{\"from\":\"a@shop.example\",\"text\":\"x\","
                        + "\"to\":[\"b@example.net\",\"c@example.net\"]}";
        assertThat(server.json(key, "/v1/messages", mail).status()).isEqualTo(202);
        var refused = server.json(key, "/v1/messages", mail);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().path("code").asString()).isEqualTo("site-limit");
        assertThat(refused.json().path("detail").asString()).contains("2 recipients per hour");
        assertThat(Integer.parseInt(refused.retryAfter().orElseThrow())).isBetween(3_500, 3_601);
        limit("{}");
        assertThat(server.json(key, "/v1/messages", mail).status()).isEqualTo(202);
    }

    @Test
    void limitsAndCallersAreShownAndReplacedWhole() {
        limit("{\"minute\":20,\"day\":1000}");
        var site = limit("{\"hour\":200}").json();
        assertThat(site.path("limits").path("hour").asInt()).isEqualTo(200);
        assertThat(site.path("limits").path("minute").isNull()).isTrue();
        callers("{\"callers\":[\"www-shop\",\"5001\"]}");
        var shown = server.operator("GET", "/v1/sites/shop", null).json();
        assertThat(shown.path("callers").toString()).isEqualTo("[\"5001\",\"www-shop\"]");
        assertThat(callers("{}").json().path("callers")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"hour\":0}", "{\"day\":-1}"})
    void limitOfNothingIsRefused(String limits) {
        assertThat(limit(limits).json().path("code").asString()).isEqualTo("site-limit");
    }

    @Test
    void callerThatNoUserCanBeIsRefused() {
        var refused = callers("{\"callers\":[\"a b\"]}");
        assertThat(refused.json().path("code").asString()).isEqualTo("caller-name");
    }

    private Answer limit(String limits) {
        return server.operator("PUT", "/v1/sites/shop/limits", limits);
    }

    private Answer callers(String callers) {
        return server.operator("PUT", "/v1/sites/shop/callers", callers);
    }
}
