package dev.facteur.diagnose.domain;

import dev.facteur.diagnose.Doctor;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.SystemDns;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.NameServers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Domains in real zones, and the doctor's look at them: the resolver is asked as any other, and
/// the name servers where the zones say that they are, each address standing for a port.
final class RealZones {
    private static final String GOOD =
            """
            @ MX 10 mx
            mx A 192.0.2.10
            @ TXT "v=spf1 ip4:198.51.100.7 -all"
            _dmarc TXT "v=DMARC1; p=reject"
            """;

    private final Map<InetAddress, InetSocketAddress> places = new HashMap<>();

    /// Who stands behind an address of the zones.
    RealZones at(String address, InetSocketAddress server) {
        places.put(InetAddress.ofLiteral(address), server);
        return this;
    }

    private InetSocketAddress place(InetAddress address) {
        return Objects.requireNonNull(places.get(address), address.toString());
    }

    /// The records of a domain in order, with its key.
    static String good() {
        return GOOD + key(DomainScene.KEY.recordValue());
    }

    /// The records of a domain in order, with these in the place of its key.
    static String with(String... records) {
        return GOOD + String.join("\n", records) + "\n";
    }

    static String key(String value) {
        return "s1._domainkey TXT " + DomainScene.quoted(value) + "\n";
    }

    /// A head for a zone with servers at these addresses.
    static String servers(String... addresses) {
        var text = new StringBuilder("@ SOA ns1 hostmaster 1 300 300 300 300\n");
        for (int i = 1; i <= addresses.length; i++) {
            text.append("@ NS ns").append(i).append('\n');
            text.append("ns").append(i).append(" A ").append(addresses[i - 1]).append('\n');
        }
        return text.toString();
    }

    /// What the doctor says within his own patience.
    List<Finding> examined(String name, InetSocketAddress resolver) throws InterruptedException {
        return examined(name, new SystemDns(List.of(resolver), true));
    }

    List<Finding> examined(String name, Dns resolver) throws InterruptedException {
        var domain = DomainScene.domain(name, List.of(DomainScene.key(name)));
        var needs = new Needs(List.of(DomainScene.OURS), List.of(), false);
        var clock = new SystemClock();
        NameServers servers = address -> SystemDns.authority(place(address));
        var check =
                new DomainsBelieved(
                        () -> List.of(domain),
                        _ -> needs,
                        resolver,
                        servers,
                        ReportAddress.POSTMASTER,
                        clock);
        return new Doctor(List.of(check), clock).examine(Scope.ofDomain(name));
    }
}
