package dev.facteur.deliver.security;

import dev.facteur.deliver.direct.Exchange;
import dev.facteur.deliver.direct.Exchanges;
import dev.facteur.platform.tls.TlsDemand;
import dev.facteur.protocol.dane.TlsaSet;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer;
import dev.facteur.protocol.dns.DnsAnswer.Existence;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What DNS promises of the certificates of mail servers, where DNSSEC proves every step (RFC 7672
/// §2.2).
final class TlsaRecords {
    private static final String PORT = "_25._tcp.";

    private final Dns dns;

    TlsaRecords(Dns dns) {
        this.dns = dns;
    }

    /// The demand that follows for a server; empty where nothing is promised.
    ///
    /// @throws DnsTrouble when it cannot be found out; the server must not be used then (RFC 7672
    ///   §2.1.1)
    Optional<TlsDemand.Dane> of(Exchanges domain, Exchange exchange) throws DnsTrouble {
        // RFC 7672 §2.2.1: who can change the names of the servers gains nothing by forging them.
        if (!domain.authentic() || exchange.host().startsWith("[")) return Optional.empty();
        for (var base : bases(exchange.host())) {
            var answer = dns.ask(PORT + base, RecordType.TLSA);
            if (answer.existence() != Existence.FOUND) continue;
            if (!answer.authentic()) return Optional.empty();
            return Optional.of(demand(domain, exchange, base, TlsaSet.of(answer.tlsa())));
        }
        return Optional.empty();
    }

    /// RFC 7672 §2.2.2: where the address is proved, under the name it stands at, then under the
    /// one that led there by an alias; where only the alias is proved, under that. Elsewhere nobody
    /// is asked, as servers exist that choke on the question.
    private List<String> bases(String host) throws DnsTrouble {
        var address = address(host);
        if (address.authentic()) return Stream.of(address.name(), host).distinct().toList();
        boolean aliased = !address.name().equals(host);
        return aliased && dns.ask(host, RecordType.CNAME).authentic() ? List.of(host) : List.of();
    }

    private DnsAnswer address(String host) throws DnsTrouble {
        try {
            return dns.ask(host, RecordType.A);
        } catch (DnsTrouble _) {
            return dns.ask(host, RecordType.AAAA);
        }
    }

    /// The names count under an authority only; left out elsewhere, domains share connections.
    private static TlsDemand.Dane demand(
            Exchanges domain, Exchange exchange, String base, TlsaSet records) {
        var names = new LinkedHashSet<String>();
        if (records.promisesAuthority()) {
            // RFC 7672 §3.2.2.
            names.addAll(List.of(base, exchange.host(), domain.domain(), domain.name()));
        }
        return new TlsDemand.Dane(base, records, List.copyOf(names));
    }
}
