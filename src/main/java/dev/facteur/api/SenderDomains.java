package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Domain;
import dev.facteur.mail.Stream;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.Routes;
import java.util.Arrays;
import java.util.List;

/// Which sender domains' mail leaves by which route.
record SenderDomains(Accounts accounts, Routes routes) {

    /// @param sites those that send as it, and by the route
    record Unverified(String domain, List<String> sites) {}

    /// The domains whose mail a route's account is sure to refuse, by what its provider tells.
    List<Unverified> unverified(long routeId, AccountStanding standing) {
        return accounts.domains().stream()
                .filter(domain -> standing.refuses(domain.name()))
                .map(domain -> new Unverified(domain.name(), sitesBy(routeId, domain)))
                .filter(each -> !each.sites().isEmpty())
                .toList();
    }

    private List<String> sitesBy(long routeId, Domain domain) {
        return domain.sites().stream().filter(site -> sendsBy(routeId, site)).toList();
    }

    /// First choice or not: it is there for when the others are in trouble.
    private boolean sendsBy(long routeId, String site) {
        return accounts.site(site).stream()
                .flatMap(found ->
                        Arrays.stream(Stream.values())
                                .flatMap(stream -> routes.forLane(found.id(), stream).stream()))
                .anyMatch(way -> way.route().id() == routeId);
    }
}
