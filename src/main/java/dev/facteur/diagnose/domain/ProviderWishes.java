package dev.facteur.diagnose.domain;

import dev.facteur.account.Domain;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Threads;
import dev.facteur.route.Providers;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.SenderRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;

/// Asks the providers behind a domain's routes which records they want in its DNS, all at the same
/// time.
public final class ProviderWishes {
    /// An API that takes longer is told to, and is asked again at the next look.
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final DomainNeeds needs;
    private final RouteCheck providers;
    private final Clock clock;

    /// @param providers tells what a route's provider wants
    public ProviderWishes(DomainNeeds needs, RouteCheck providers, Clock clock) {
        this.needs = needs;
        this.providers = providers;
        this.clock = clock;
    }

    private record Arrived(String route, SenderRecords told) {}

    /// One a provider's account, in the order of the routes. Blocks for some seconds at most.
    List<ProviderWish> of(Domain domain) throws InterruptedException {
        var routes = accounts(needs.routes(domain));
        var arrivals = new LinkedBlockingQueue<Arrived>();
        var threads = new ArrayList<Thread>();
        for (var route : routes) {
            threads.add(
                    Threads.virtual(
                            "ask the provider of " + route.name(),
                            () -> arrivals.add(ask(route, domain.name()))));
        }
        try {
            return wishes(routes, await(routes.size(), arrivals));
        } finally {
            for (var thread : threads) thread.interrupt();
        }
    }

    private Arrived ask(Route route, String domain) {
        return new Arrived(route.name(), providers.senderRecords(route, domain));
    }

    /// Several routes may lead to one account: by SMTP, by the API, for another stream.
    private static List<Route> accounts(List<Route> routes) {
        Map<Object, Route> accounts = new LinkedHashMap<>();
        for (var route : routes) {
            if (Providers.find(route.provider()).isEmpty()) continue;
            var api = route.api();
            var key = List.of(route.provider(), api == null ? "" : api.base() + " " + api.user());
            accounts.putIfAbsent(key, route);
        }
        return List.copyOf(accounts.values());
    }

    private Map<String, SenderRecords> await(int many, LinkedBlockingQueue<Arrived> arrivals)
            throws InterruptedException {
        var deadline = clock.now().plus(PATIENCE);
        Map<String, SenderRecords> told = new HashMap<>();
        while (told.size() < many) {
            var arrived = clock.poll(arrivals, deadline);
            if (arrived == null) break;
            told.put(arrived.route, arrived.told);
        }
        return told;
    }

    private static List<ProviderWish> wishes(List<Route> routes, Map<String, SenderRecords> told) {
        var late = SenderRecords.untold("it took more than " + PATIENCE.toSeconds() + " s");
        return routes.stream()
                .map(route ->
                        new ProviderWish(
                                route.name(),
                                route.signs(),
                                Providers.find(route.provider()).orElseThrow(),
                                told.getOrDefault(route.name(), late)))
                .toList();
    }
}
