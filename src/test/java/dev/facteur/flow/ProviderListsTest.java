package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.http.HttpCalls;
import dev.facteur.testkit.CommandLine;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.ProviderServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The list of a site and that of its provider, in a whole gateway.
@Tag("flow")
class ProviderListsTest {
    private static final String DUMP = "/message-streams/outbound/suppressions/dump";
    private static final String BOB =
            "{\"Suppressions\":[{\"EmailAddress\":\"Bob@Example.com\","
                    + "\"SuppressionReason\":\"HardBounce\"},"
                    + "{\"EmailAddress\":\"carol@example.com\","
                    + "\"SuppressionReason\":\"ManualSuppression\"}]}";
    private static final String NOBODY = "{\"Suppressions\":[]}";

    @TempDir Path folder;

    private final AtomicReference<String> held = new AtomicReference<>(BOB);

    private ProviderServer postmark() {
        return ProviderServer.that(call ->
                ProviderServer.answer(200, call.line().contains(DUMP) ? held.get() : NOBODY));
    }

    private static void route(PracticeGateway gateway, ProviderServer provider) throws Exception {
        gateway.operator(
                "POST",
                "/v1/routes",
                """
                {"name": "postmark", "provider": "postmark", "key": "k", "api": "%s",
                 "is_default": true}
                """
                        .formatted(provider.base()));
    }

    private static JsonNode list(PracticeGateway gateway) throws Exception {
        return gateway.operator("GET", "/v1/suppressions", "").path("suppressions");
    }

    @Test
    void whatTheProviderHoldsComesOntoTheListByCommand() throws Exception {
        try (var provider = postmark();
                var gateway = PracticeGateway.start(folder);
                var line = CommandLine.at(gateway)) {
            route(gateway, provider);
            var run = line.run("suppression", "sync");
            assertThat(run.said())
                    .contains("postmark holds back 2 addresses", "suppressions of outbound");
            assertThat(run.exit()).isZero();
            assertThat(list(gateway).valueStream())
                    .extracting(one ->
                            one.path("address").asString() + " " + one.path("stream").asString())
                    .containsExactly(
                            "bob@example.com broadcast",
                            "bob@example.com transactional",
                            "carol@example.com broadcast");
            assertThat(list(gateway).path(0).path("cause").asString()).isEqualTo("provider");
            assertThat(line.in("fr").run("suppression", "sync").said()).contains("retient 2");
            assertThat(line.run("suppression", "sync", "--route", "none").exit()).isNotZero();
        }
    }

    @Test
    void whatTheProviderHoldsNoLongerEndsByItselfAWeekLater() throws Exception {
        try (var provider = postmark();
                var gateway = PracticeGateway.start(folder)) {
            route(gateway, provider);
            gateway.operator("POST", "/v1/suppressions/sync", "");
            held.set(NOBODY);
            gateway.advance(Duration.ofDays(6));
            gateway.operator("POST", "/v1/suppressions/sync", "");
            assertThat(list(gateway)).hasSize(3);
            gateway.advance(Duration.ofDays(2));
            assertThat(list(gateway)).isEmpty();
        }
    }

    @Test
    void aSitesKeyIsNotToldWhomTheProviderHoldsBackForOthers() throws Exception {
        try (var provider = postmark();
                var gateway = PracticeGateway.start(folder);
                var calls = new HttpCalls(null, Duration.ofSeconds(10))) {
            route(gateway, provider);
            gateway.operator("POST", "/v1/suppressions/sync", "");
            var key = Map.of("Authorization", "Bearer " + gateway.apiKey());
            for (var path : new String[] {"/v1/suppressions", "/v1/suppressions/csv"}) {
                var answer = calls.call("GET", gateway.http(path), key, new byte[0]);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).doesNotContain("bob@");
            }
        }
    }

    @Test
    void whoWasErasedDoesNotComeBackByHisNameWithTheProvidersList() throws Exception {
        try (var provider = postmark();
                var gateway = PracticeGateway.start(folder)) {
            route(gateway, provider);
            gateway.operator("POST", "/v1/suppressions/sync", "");
            gateway.operator("POST", "/v1/erasures", "{\"address\": \"bob@example.com\"}");
            gateway.operator("POST", "/v1/suppressions/sync", "");
            assertThat(list(gateway).toString()).contains("erased:").doesNotContain("bob@");
        }
    }

    @Test
    void anAddressIsEnteredAtTheProviderUnlessTheOtherStreamWouldSuffer() throws Exception {
        try (var provider = postmark();
                var gateway = PracticeGateway.start(folder);
                var line = CommandLine.at(gateway)) {
            route(gateway, provider);
            var one = line.run("suppression", "add", "eve@example.com", "--at-providers");
            assertThat(one.said()).contains("postmark has it on its own list now");
            assertThat(provider.calls().getLast().line())
                    .startsWith("POST /message-streams/outbound/suppressions ");
            int before = provider.calls().size();
            var other =
                    line.run(
                            "suppression",
                            "add",
                            "dan@example.com",
                            "--stream",
                            "broadcast",
                            "--at-providers");
            assertThat(other.said()).contains("postmark was not told");
            assertThat(provider.calls()).hasSize(before);
        }
    }
}
