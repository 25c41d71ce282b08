package dev.facteur.deliver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.SystemClock;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.HeldAddress;
import dev.facteur.route.HeldLists;
import dev.facteur.route.Route;
import dev.facteur.testkit.ProviderServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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

    /// What a provider's lists hold, fetched whole.
    private static List<HeldAddress> fetched(Route route) throws Exception {
        var all = new ArrayList<HeldAddress>();
        try (var transport =
                new ApiTransport(Duration.ofSeconds(10), AccessTokens.none(), new SystemClock())) {
            assertThat(transport.fetch(route, all::addAll).trouble()).isNull();
        }
        return all;
    }

    private static HeldLists entered(Route route) {
        try (var transport =
                new ApiTransport(Duration.ofSeconds(10), AccessTokens.none(), new SystemClock())) {
            return transport.enter(route, BOB);
        }
    }

    @Test
    void theListsOfSendGridAreReadPageByPageButNotItsBlocksWhichHoldNothingBack() throws Exception {
        var full = "{\"email\":\"a@example.com\",\"reason\":\"550 no\"},".repeat(499);
        var answers =
                Map.of(
                        "GET /v3/suppression/bounces?limit=500&offset=0 ",
                        "[" + full + "{\"email\":\"b@example.com\",\"reason\":\"\"}]",
                        "GET /v3/suppression/bounces?limit=500&offset=500 ",
                        "[{\"email\":\"c@example.com\"}]",
                        "GET /v3/suppression/unsubscribes?limit=500&offset=0 ",
                        "[{\"created\":1443651141,\"email\":\"d@example.com\"}]");
        try (var server = server(answers, 200)) {
            var held = fetched(ApiBench.route("sendgrid", server.base()));
            assertThat(held)
                    .hasSize(502)
                    .contains(
                            new HeldAddress("a@example.com", false, "bounces: 550 no"),
                            new HeldAddress("c@example.com", false, "bounces"),
                            new HeldAddress("d@example.com", true, "global unsubscribes"));
            assertThat(lines(server)).noneMatch(line -> line.contains("blocks"));
        }
    }

    @Test
    void thePagesOfMailgunAreFollowedToTheEmptyOneAndToNoOtherServer() throws Exception {
        var next = "\"paging\":{\"next\":\"https://elsewhere.example/v3/x?page=next&address=a\"}";
        var answers =
                Map.of(
                        "GET /v3/mg.example.com/bounces?limit=500 ",
                        "{\"items\":[{\"address\":\"a@example.com\",\"code\":\"550\","
                                + "\"error\":\"no\"}],"
                                + next
                                + "}",
                        "GET /v3/mg.example.com/bounces?page=next&address=a ",
                        "{\"items\":[]," + next + "}",
                        "GET /v3/mg.example.com/unsubscribes?limit=500 ",
                        "{\"items\":[{\"address\":\"b@example.com\",\"tags\":[\"*\"]},"
                                + "{\"address\":\"c@example.com\",\"tags\":[\"news\"]}]}");
        try (var server = server(answers, 200)) {
            var route = ApiBench.route("mailgun", server.base(), "mg.example.com");
            assertThat(fetched(route))
                    .containsExactly(
                            new HeldAddress("a@example.com", false, "bounces: no"),
                            new HeldAddress("b@example.com", true, "unsubscribes"));
        }
    }

    @Test
    void postmarksListIsThatOfTheStreamTheRouteSendsBy() throws Exception {
        var answers =
                Map.of(
                        "GET /message-streams/outbound/suppressions/dump ",
                        "{\"Suppressions\":[{\"EmailAddress\":\"a@example.com\","
                                + "\"SuppressionReason\":\"HardBounce\"},"
                                + "{\"EmailAddress\":\"b@example.com\","
                                + "\"SuppressionReason\":\"ManualSuppression\"}]}");
        try (var server = server(answers, 500)) {
            assertThat(fetched(ApiBench.route("postmark", server.base())))
                    .containsExactly(
                            new HeldAddress(
                                    "a@example.com", false, "suppressions of outbound: HardBounce"),
                            new HeldAddress(
                                    "b@example.com",
                                    true,
                                    "suppressions of outbound: ManualSuppression"));
        }
    }

    @Test
    void aProviderThatIsAskedTooOftenIsAskedAgainWhenItSaysSo() throws Exception {
        var calls = new AtomicInteger();
        try (var server =
                ProviderServer.that(_ ->
                        calls.getAndIncrement() == 0
                                ? ProviderServer.answer(429, "[]", "Retry-After: 0")
                                : ProviderServer.answer(200, "[]"))) {
            assertThat(fetched(ApiBench.route("sendgrid", server.base()))).isEmpty();
            assertThat(lines(server)).hasSize(5);
        }
    }

    @Test
    void nobodyWaitsAnHourForAPage() throws Exception {
        try (var server =
                        ProviderServer.that(
                                _ -> ProviderServer.answer(429, "[]", "Retry-After: 3600"));
                var transport =
                        new ApiTransport(
                                Duration.ofSeconds(10), AccessTokens.none(), new SystemClock())) {
            var route = ApiBench.route("sendgrid", server.base());
            var answer = transport.fetch(route, _ -> {});
            assertThat(answer.lists()).isEmpty();
            assertThat(answer.trouble()).contains("bounces: HTTP 429");
        }
    }

    @Test
    void aProviderThatIsNotReachedIsSaidToBeSo() throws Exception {
        var gone = ProviderServer.that(_ -> null);
        gone.close();
        try (var transport =
                new ApiTransport(Duration.ofSeconds(10), AccessTokens.none(), new SystemClock())) {
            var answer = transport.fetch(ApiBench.route("sendgrid", gone.base()), _ -> {});
            assertThat(answer.trouble()).startsWith("bounces: ").contains("127.0.0.1");
        }
    }

    @Test
    void anAddressIsEnteredWhereTheProviderTakesSomeByHand() {
        try (var server = server(Map.of(), 200)) {
            assertThat(entered(ApiBench.route("sendgrid", server.base())).lists())
                    .containsExactly("global unsubscribes");
            var route = ApiBench.route("mailgun", server.base(), "mg.example.com");
            assertThat(entered(route).lists()).containsExactly("unsubscribes");
            assertThat(entered(ApiBench.route("postmark", server.base())).lists())
                    .containsExactly("suppressions of outbound");
            assertThat(lines(server))
                    .containsExactly(
                            "POST /v3/asm/suppressions/global",
                            "POST /v3/mg.example.com/unsubscribes",
                            "POST /message-streams/outbound/suppressions");
            assertThat(server.calls().stream().map(ProviderServer.Call::text))
                    .containsExactly(
                            "{\"recipient_emails\":[\"bob+1@example.com\"]}",
                            "[{\"address\":\"bob+1@example.com\",\"tags\":[\"*\"]}]",
                            "{\"Suppressions\":[{\"EmailAddress\":\"bob+1@example.com\"}]}");
        }
    }

    @Test
    void aChangeThatPostmarkDoesNotMakeIsTroubleAlthoughItAnswersWell() {
        var failed =
                Map.of(
                        "POST /message-streams/outbound/suppressions",
                        "{\"Suppressions\":[{\"Status\":\"Failed\",\"Message\":\"no\"}]}");
        try (var server = server(failed, 500)) {
            var answer = entered(ApiBench.route("postmark", server.base()));
            assertThat(answer.lists()).isEmpty();
            assertThat(answer.trouble()).contains("suppressions of outbound");
        }
    }
}
