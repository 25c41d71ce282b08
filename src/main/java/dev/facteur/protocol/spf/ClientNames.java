package dev.facteur.protocol.spf;

import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.dns.ReverseName;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The names that a client's address leads to and that lead back to it (RFC 7208 §5.5). Asks when
/// first used, and nothing twice; for one thread.
final class ClientNames {
    private final InetAddress client;
    private final SpfLookups dns;
    private final Map<String, Boolean> leadingBack = new HashMap<>();
    private @Nullable List<String> pointers;

    ClientNames(InetAddress client, SpfLookups dns) {
        this.client = client;
        this.dns = dns;
    }

    /// Whether a name of the client is a domain or lies below it.
    boolean anyWithin(String domain) throws Halt {
        return confirmed(name -> DnsName.within(name, domain)).isPresent();
    }

    /// The value of `%{p}` (§7.3): the domain itself, or else a name below it, or else any.
    String best(String domain) throws Halt {
        var same = confirmed(name -> name.equalsIgnoreCase(domain));
        if (same.isPresent()) return same.get();
        var below = confirmed(name -> DnsName.within(name, domain));
        if (below.isPresent()) return below.get();
        return confirmed(_ -> true).orElse("unknown");
    }

    private Optional<String> confirmed(Predicate<String> wanted) throws Halt {
        for (var name : pointers()) {
            if (wanted.test(name) && leadsBack(name)) return Optional.of(name);
        }
        return Optional.empty();
    }

    private List<String> pointers() throws Halt {
        var known = pointers;
        if (known != null) return known;
        List<String> names = List.of();
        try {
            var reverse = ReverseName.of(client);
            names = dns.ask(reverse, RecordType.PTR).names();
        } catch (Halt halt) {
            if (halt.kind() != SpfFault.Kind.DNS_TROUBLE) throw halt;
        }
        known = names.stream().limit(SpfLookups.MOST_NAMES).toList();
        pointers = known;
        return known;
    }

    private boolean leadsBack(String name) throws Halt {
        var known = leadingBack.get(name);
        if (known != null) return known;
        boolean leads = addresses(name).contains(client);
        leadingBack.put(name, leads);
        return leads;
    }

    /// A name whose addresses cannot be found out for now is passed over (§5.5).
    private List<InetAddress> addresses(String name) throws Halt {
        try {
            return dns.ask(name, SpfLookups.addressType(client)).addresses();
        } catch (Halt halt) {
            if (halt.kind() == SpfFault.Kind.DNS_TROUBLE) return List.of();
            throw halt;
        }
    }
}
