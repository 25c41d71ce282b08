package dev.facteur.deliver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.SystemClock;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.HeldLists;
import dev.facteur.route.Route;
import dev.facteur.testkit.ProviderServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the lists of providers say of an address, and how it is taken off them.
class ProviderListsTest {
    private static final String BOB = "bob+1@example.com";

    private static HeldLists ask(Route route, boolean strike) {
        try (var transport =
                new ApiTransport(Duration.ofSeconds(10), AccessTokens.none(), new SystemClock())) {
            return transport.listed(route, BOB, strike);
        }
    }

    /// A server that knows these answers, by the beginning of the request.
    private static ProviderServer server(Map<String, String> answers, int otherwise) {
        return ProviderServer.that(call ->
                answers.entrySet().stream()
                        .filter(entry -> call.line().startsWith(entry.getKey()))
                        .map(entry -> ProviderServer.answer(200, entry.getValue()))
                        .findFirst()
                        .orElse(ProviderServer.answer(otherwise, "[]")));
    }

    private static List<String> lines(ProviderServer server) {
        return server.calls().stream().map(call -> call.line().replace(" HTTP/1.1", "")).toList();
    }

    @Test
    void sendGridIsAskedForEachListAndToldToTakeTheAddressOffThatWhichHasIt() {
        var held = Map.of("GET /v3/suppression/bounces/", "[{\"email\":\"bob+1@example.com\"}]");
        try (var server = server(held, 200)) {
            assertThat(ask(ApiBench.route("sendgrid", server.base()), true))
                    .isEqualTo(new HeldLists(List.of("bounces"), null));
            assertThat(lines(server))
                    .contains(
                            "GET /v3/suppression/bounces/bob%2B1%40example.com",
                            "DELETE /v3/suppression/bounces/bob%2B1%40example.com",
                            "GET /v3/suppression/spam_reports/bob%2B1%40example.com",
                            "GET /v3/asm/suppressions/global/bob%2B1%40example.com")
                    .filteredOn(line -> line.startsWith("DELETE"))
                    .hasSize(1);
        }
    }

    @Test
    void whoOnlyAsksChangesNothingAtTheProvider() {
        var held = Map.of("GET /v3/suppression/bounces/", "[{\"email\":\"bob+1@example.com\"}]");
        try (var server = server(held, 200)) {
            assertThat(ask(ApiBench.route("sendgrid", server.base()), false).lists())
                    .containsExactly("bounces");
            assertThat(lines(server)).allMatch(line -> line.startsWith("GET"));
        }
    }

    @Test
    void aListOfMailgunThatDoesNotHaveTheAddressSaysNotFound() {
        var held = Map.of("GET /v3/mg.example.com/complaints/", "{\"address\":\"bob\"}");
        try (var server = server(held, 404)) {
            var route = ApiBench.route("mailgun", server.base(), "mg.example.com");
            assertThat(ask(route, false)).isEqualTo(new HeldLists(List.of("complaints"), null));
        }
    }

    @Test
    void postmarkIsAskedForBothOfItsStreams() {
        var held =
                Map.of(
                        "GET /message-streams/outbound/",
                        "{\"Suppressions\":[{\"EmailAddress\":\"bob+1@example.com\"}]}",
                        "GET /message-streams/broadcast/",
                        "{\"Suppressions\":[]}",
                        "POST /message-streams/outbound/suppressions/delete",
                        "{\"Suppressions\":[]}");
        try (var server = server(held, 500)) {
            assertThat(ask(ApiBench.route("postmark", server.base()), true))
                    .isEqualTo(new HeldLists(List.of("suppressions of outbound"), null));
            assertThat(server.calls().getLast().text())
                    .isIn("", "{\"Suppressions\":[{\"EmailAddress\":\"bob+1@example.com\"}]}");
        }
    }

    @Test
    void aProviderThatDoesNotTellIsAnObstacleAndNoError() {
        try (var server = server(Map.of(), 403)) {
            var answer = ask(ApiBench.route("sendgrid", server.base()), true);
            assertThat(answer.lists()).isEmpty();
            assertThat(answer.trouble()).contains("bounces: HTTP 403");
        }
    }

    @Test
    void aProviderWithoutSuchAnApiTellsNothing() {
        try (var server = server(Map.of(), 200)) {
            assertThat(ask(ApiBench.route("resend", server.base()), true))
                    .isEqualTo(HeldLists.UNTOLD);
            assertThat(server.calls()).isEmpty();
        }
    }
}
