package dev.facteur.diagnose.domain;

import dev.facteur.diagnose.domain.Survey.Authority;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Threads;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer.Existence;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.NameServers;
import dev.facteur.protocol.dns.RecordType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/// Asks a domain's own name servers and the resolver the same questions, all servers at once.
final class Surveyor {
    /// Addresses asked; nobody has so many who has not the same records at all of them.
    private static final int MOST_ADDRESSES = 8;

    /// A server is given up at its first time-out, so that this is for slow ones.
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private final Dns resolver;
    private final NameServers servers;
    private final Clock clock;

    Surveyor(Dns resolver, NameServers servers, Clock clock) {
        this.resolver = resolver;
        this.servers = servers;
        this.clock = clock;
    }

    private record Place(String host, InetAddress address) {}

    private record Zone(String name, List<String> hosts) {}

    /// @param wanted the names to ask for, once the zone is known
    Survey survey(String domain, Function<String, List<String>> wanted)
            throws InterruptedException {
        var zone = zone(domain);
        var names = wanted.apply(zone.name);
        var arrivals = new LinkedBlockingQueue<Authority>();
        var threads = new ArrayList<Thread>();
        for (var place : places(zone.hosts)) {
            threads.add(
                    Threads.virtual(
                            "ask " + place.host, () -> arrivals.add(authority(place, names))));
        }
        try {
            var seen = new HashMap<String, Sight>();
            for (var name : names) seen.put(name, Sight.of(resolver, name));
            return new Survey(zone.name, await(threads.size(), arrivals), seen);
        } finally {
            for (var thread : threads) thread.interrupt();
        }
    }

    private List<Authority> await(int many, LinkedBlockingQueue<Authority> arrivals)
            throws InterruptedException {
        var deadline = clock.now().plus(PATIENCE);
        var authorities = new ArrayList<Authority>();
        while (authorities.size() < many) {
            var arrived = clock.poll(arrivals, deadline);
            if (arrived == null) break;
            authorities.add(arrived);
        }
        authorities.sort(Comparator.comparing(Authority::words));
        return authorities;
    }

    /// Upwards from the domain to the zone it lies in; never up to a top-level domain, whose
    /// servers know nothing of it.
    private Zone zone(String domain) {
        for (var name = domain; name.indexOf('.') > 0; name = above(name)) {
            try {
                var answer = resolver.ask(DnsName.escaped(name), RecordType.NS);
                if (answer.existence() == Existence.FOUND && answer.name().equals(name)) {
                    return new Zone(name, answer.names());
                }
            } catch (DnsTrouble e) {
                break;
            }
        }
        return new Zone(domain, List.of());
    }

    private static String above(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    private List<Place> places(List<String> hosts) {
        var places = new ArrayList<Place>();
        for (var type : List.of(RecordType.A, RecordType.AAAA)) {
            for (var host : hosts) {
                try {
                    for (var address : resolver.ask(host, type).addresses()) {
                        places.add(new Place(host, address));
                    }
                } catch (DnsTrouble e) {
                    // One that has no address answers nobody; the others speak for the zone.
                }
            }
        }
        return places.size() > MOST_ADDRESSES ? places.subList(0, MOST_ADDRESSES) : places;
    }

    private Authority authority(Place place, List<String> names) {
        var dns = servers.at(place.address);
        Map<String, Sight> sights = new HashMap<>();
        long slowest = 0;
        for (var name : names) {
            long began = clock.nanos();
            var sight = Sight.of(dns, name);
            slowest = Math.max(slowest, clock.nanos() - began);
            sights.put(name, sight);
            var trouble = sight.trouble();
            if (trouble != null && trouble.kind() == DnsTrouble.Kind.TIMEOUT) break;
        }
        return new Authority(place.host, place.address, sights, Duration.ofNanos(slowest));
    }
}
