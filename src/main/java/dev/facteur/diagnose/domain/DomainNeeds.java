package dev.facteur.diagnose.domain;

import dev.facteur.account.Accounts;
import dev.facteur.account.Domain;
import dev.facteur.account.Fallback;
import dev.facteur.mail.Stream;
import dev.facteur.route.Route;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Finds the routes by which a domain's mail leaves, first choice or not, and what they need. The
/// mail of domains that are not verified is the fallback's too.
///
/// @param ownName of the gateway
public record DomainNeeds(Accounts accounts, Fallback fallback, Routes routes, String ownName) {
    Needs of(Domain domain) {
        return Needs.of(routes(domain), ownName);
    }

    /// In the order in which a site tries them, each once.
    List<Route> routes(Domain domain) {
        var ways = new LinkedHashSet<Route>();
        for (var name : sites(domain)) {
            var site = accounts.site(name);
            if (site.isEmpty()) continue;
            for (var stream : Stream.values()) {
                routes.forLane(site.get().id(), stream).stream()
                        .map(RouteState::route)
                        .forEach(ways::add);
            }
        }
        return List.copyOf(ways);
    }

    private Set<String> sites(Domain domain) {
        var sites = new LinkedHashSet<>(domain.sites());
        if (!domain.name().equals(fallback.name())) return sites;
        for (var other : accounts.domains()) {
            if (!other.verified()) sites.addAll(other.sites());
        }
        return sites;
    }
}
