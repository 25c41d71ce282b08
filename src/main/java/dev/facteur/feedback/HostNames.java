package dev.facteur.feedback;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Threads;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.dns.ReverseName;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;

/// The names of addresses and the addresses of names, asked of DNS all at once and not waited for
/// longer than a page may take. What has no answer by then has none.
final class HostNames {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /// RFC 7208 §4.6.4 looks at ten; here a name is a help and no proof.
    private static final int MOST_NAMES = 3;

    private final Dns dns;
    private final Clock clock;

    HostNames(Dns dns, Clock clock) {
        this.dns = dns;
        this.clock = clock;
    }

    private interface Asking<K, V> {
        V ask(K key) throws DnsTrouble;
    }

    private record Arrived<K, V>(K key, V value) {}

    /// The name of each address that leads back to it: whoever owns an address can call it
    /// anything. Addresses without such a name are left out.
    Map<InetAddress, String> confirmed(Collection<InetAddress> addresses) {
        var names = all(addresses, this::name);
        names.values().removeIf(String::isEmpty);
        return names;
    }

    /// Who has each of some hosts' addresses; those that do not answer are left out.
    Map<String, Set<InetAddress>> addresses(Collection<String> hosts) {
        return all(hosts, this::addresses);
    }

    private String name(InetAddress address) throws DnsTrouble {
        var type = address instanceof Inet4Address ? RecordType.A : RecordType.AAAA;
        var names = dns.ask(ReverseName.of(address), RecordType.PTR).names();
        for (var name : names.stream().limit(MOST_NAMES).toList()) {
            if (dns.ask(DnsName.escaped(name), type).addresses().contains(address)) {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private Set<InetAddress> addresses(String host) throws DnsTrouble {
        var name = DnsName.escaped(host);
        var found = new HashSet<>(dns.ask(name, RecordType.A).addresses());
        found.addAll(dns.ask(name, RecordType.AAAA).addresses());
        return found;
    }

    private <K, V> Map<K, V> all(Collection<K> keys, Asking<K, V> asking) {
        var arrivals = new LinkedBlockingQueue<List<Arrived<K, V>>>();
        var threads = new ArrayList<Thread>();
        for (var key : keys) {
            threads.add(Threads.virtual("dns " + key, () -> arrivals.add(answer(key, asking))));
        }
        try {
            return await(keys.size(), arrivals);
        } finally {
            for (var thread : threads) thread.interrupt();
        }
    }

    private static <K, V> List<Arrived<K, V>> answer(K key, Asking<K, V> asking) {
        try {
            return List.of(new Arrived<>(key, asking.ask(key)));
        } catch (DnsTrouble none) {
            return List.of();
        }
    }

    private <K, V> Map<K, V> await(int count, LinkedBlockingQueue<List<Arrived<K, V>>> arrivals) {
        var found = new HashMap<K, V>();
        var deadline = clock.now().plus(PATIENCE);
        try {
            for (int i = 0; i < count; i++) {
                var arrived = clock.poll(arrivals, deadline);
                if (arrived == null) break;
                for (var one : arrived) found.put(one.key, one.value);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return found;
    }
}
