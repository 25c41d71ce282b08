package dev.facteur.diagnose;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whether what comes back finds its way: the records of the domain that mail leaves with.
public final class BounceDomain implements Check {
    private static final Duration TTL = Duration.ofHours(1);

    private final String domain;
    private final String serverName;
    private final Dns dns;

    /// @param domain `""`: there is none, and nothing is looked at
    public BounceDomain(String domain, String serverName, Dns dns) {
        this.domain = domain;
        this.serverName = serverName;
        this.dns = dns;
    }

    @Override
    public List<Look> looks(Scope scope) {
        if (domain.isEmpty() || !scope.holdsMachine()) return List.of();
        return List.of(new Look("bounces", this::see));
    }

    private List<Finding> see() {
        try {
            return judge();
        } catch (DnsTrouble trouble) {
            var words = String.valueOf(trouble.getMessage());
            return List.of(
                    Finding.of("bounce-domain-silent", Severity.WARNING, Who.DNS, domain, words));
        }
    }

    private List<Finding> judge() throws DnsTrouble {
        var findings = new ArrayList<Finding>();
        // RFC 5321 §5.1: without an MX the domain's own address is the mail server; no MX at all
        // and
        // no address is nowhere.
        var exchanges = dns.ask(domain, RecordType.MX).exchanges();
        if (exchanges.isEmpty()) {
            var record = new ZoneRecord(domain, "MX", "10 " + serverName, TTL);
            findings.add(
                    Finding.of("bounce-mx-missing", Severity.PROBLEM, Who.DNS, domain, serverName)
                            .publishing(record));
        }
        if (!speaksSpf()) {
            findings.add(Finding.of("bounce-spf-missing", Severity.WARNING, Who.DNS, domain));
        }
        if (findings.isEmpty()) {
            var hosts = exchanges.stream().map(one -> one.host()).toList();
            findings.add(Finding.good("bounce-domain-good", domain, String.join(", ", hosts)));
        }
        return findings;
    }

    /// RFC 7208 §4.5.
    private boolean speaksSpf() throws DnsTrouble {
        return dns.ask(domain, RecordType.TXT).texts().stream()
                .map(text -> text.toLowerCase(Locale.ROOT))
                .anyMatch(text -> text.equals("v=spf1") || text.startsWith("v=spf1 "));
    }
}
