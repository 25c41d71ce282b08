package dev.facteur.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Route;
import dev.facteur.route.oauth.Standing;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrantsLastTest {
    private static final Instant END = Instant.parse("2026-12-01T00:30:00Z");

    private static Route route(String name, Route.@Nullable Client client) {
        var api = new Route.Api(URI.create("https://api.example"), "", secret());
        return new Route(
                1,
                name,
                null,
                null,
                api,
                client,
                null,
                Route.Way.API,
                Route.Limits.DEFAULT,
                true,
                Route.UncertainPolicy.RETRY);
    }

    private static Secret secret() {
        return new Secret("x");
    }

    private static Route authorised(String name) {
        return route(name, new Route.Client("app", secret(), "common", null, false));
    }

    private static Standing standing(@Nullable Instant ends, boolean soon) {
        return new Standing(true, "me@example.com", END, END, ends, soon, null, null);
    }

    private static List<Finding> seen(List<Route> routes, @Nullable Standing standing, Scope scope)
            throws InterruptedException {
        var seen = new ArrayList<Finding>();
        for (var look : new GrantsLast(() -> routes, _ -> standing).looks(scope)) {
            seen.addAll(look.eyes().see());
        }
        return seen;
    }

    @Test
    void anAuthorisationThatEndsSoonIsToldWithItsRouteAndDay() throws Exception {
        var seen = seen(List.of(authorised("gmail")), standing(END, true), Scope.ALL);
        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst().code()).isEqualTo("grant-ends");
        assertThat(seen.getFirst().subject()).isEqualTo("gmail");
        assertThat(seen.getFirst().values()).containsExactly("2026-12-01");
    }

    @Test
    void oneThatLastsOrWhoseEndNobodyKnowsIsNotTold() throws Exception {
        var routes = List.of(authorised("gmail"));
        assertThat(seen(routes, standing(END, false), Scope.ALL)).isEmpty();
        assertThat(seen(routes, standing(null, true), Scope.ALL)).isEmpty();
        assertThat(seen(routes, null, Scope.ALL)).isEmpty();
    }

    @Test
    void onlyRoutesThatAreAuthorisedAndAskedForAreLookedAt() throws Exception {
        var routes = List.of(authorised("gmail"), authorised("other"), route("plain", null));
        var seen = seen(routes, standing(END, true), Scope.ofRoute("other"));
        assertThat(seen).extracting(Finding::subject).containsExactly("other");
        assertThat(seen(routes, standing(END, true), Scope.ALL)).hasSize(2);
    }
}
