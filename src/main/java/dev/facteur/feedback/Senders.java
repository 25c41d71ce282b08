package dev.facteur.feedback;

import dev.facteur.feedback.Companies.Company;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.route.Route;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Says who a source is: first what is proved, then what DNS says of its address. Asks DNS, and
/// waits for it some seconds at most.
public final class Senders {
    /// Addresses whose names are asked for, those with the most mails.
    private static final int MOST_ADDRESSES = 60;

    /// Routes whose servers' addresses are asked for.
    private static final int MOST_ROUTES = 50;

    private final Supplier<List<Route>> routes;
    private final String ownName;
    private final HostNames names;

    /// @param ownName of the gateway, by which direct routes go that have no name of their own
    /// @param dns best one that remembers
    public Senders(Supplier<List<Route>> routes, String ownName, Dns dns, Clock clock) {
        this.routes = routes;
        this.ownName = ownName;
        this.names = new HostNames(dns, clock);
    }

    /// @param senders who each is
    /// @param hosts confirmed names of addresses, as far as they were asked for
    record Known(Map<SourceProof, Sender> senders, Map<InetAddress, String> hosts) {}

    /// @param counts how many mails each stands for
    Known identify(Map<SourceProof, Long> counts) {
        var ways = routes.get();
        var own = ownAddresses(ways);
        var hosts = names.confirmed(busiest(counts));
        var senders = new HashMap<SourceProof, Sender>();
        for (var evidence : counts.keySet()) {
            senders.put(evidence, sender(evidence, ways, own, hosts));
        }
        return new Known(senders, hosts);
    }

    private static List<InetAddress> busiest(Map<SourceProof, Long> counts) {
        var sums = new HashMap<InetAddress, Long>();
        counts.forEach((evidence, count) ->
                evidence.address().ifPresent(address -> sums.merge(address, count, Long::sum)));
        return sums.entrySet().stream()
                .sorted(Map.Entry.<InetAddress, Long>comparingByValue().reversed())
                .limit(MOST_ADDRESSES)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// The addresses from which our routes send, as far as their names tell.
    private Map<InetAddress, Route> ownAddresses(List<Route> ways) {
        var hosts = new LinkedHashMap<String, Route>();
        var own = new HashMap<InetAddress, Route>();
        for (var route : ways.stream().limit(MOST_ROUTES).toList()) {
            var direct = route.direct();
            var relay = route.relay();
            if (direct != null) {
                for (var source : direct.sources()) own.put(source, route);
                hosts.putIfAbsent(direct.hello().isEmpty() ? ownName : direct.hello(), route);
            } else if (relay != null && route.account() == null) {
                hosts.putIfAbsent(relay.host(), route);
            }
        }
        var found = names.addresses(hosts.keySet());
        hosts.forEach((host, route) -> {
            for (var address : found.getOrDefault(host, Set.of())) {
                own.putIfAbsent(address, route);
            }
        });
        return own;
    }

    private static Sender sender(
            SourceProof evidence,
            List<Route> ways,
            Map<InetAddress, Route> own,
            Map<InetAddress, String> hosts) {
        var address = evidence.address();
        if (address.isEmpty()) return Sender.UNTOLD;
        var route = own.get(address.get());
        if (route != null) return new Sender(Sender.Kind.ROUTE, route.name(), route.name());
        var proved = evidence.proved().map(Companies::of).flatMap(Optional::stream).findFirst();
        var host = hosts.get(address.get());
        var company = proved.or(() -> host == null ? Optional.empty() : Companies.of(host));
        if (company.isPresent()) return sender(company.get(), ways);
        if (evidence.spfAligned()) return Sender.AUTHORISED;
        return evidence.dkimAligned() || evidence.forwarded() ? Sender.FORWARDER : Sender.UNKNOWN;
    }

    /// Several routes by one company cannot be told apart.
    private static Sender sender(Company company, List<Route> ways) {
        var ours =
                ways.stream()
                        .filter(route -> company.ids().contains(route.provider()))
                        .map(Route::name)
                        .collect(Collectors.joining(", "));
        return ours.isEmpty()
                ? new Sender(Sender.Kind.COMPANY, company.id(), company.title())
                : new Sender(Sender.Kind.ROUTE, ours, ours);
    }
}
