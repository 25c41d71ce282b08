package dev.facteur.diagnose.domain;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer;
import dev.facteur.protocol.dns.DnsAnswer.Existence;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Whether a domain is there for receivers at all, can be answered to, and has servers that say the
/// same.
final class DomainJudge {
    private static final Pattern ADDRESS =
            Pattern.compile("\\[.*]|[0-9]+(\\.[0-9]+){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /// Receivers wait for several answers one after the other, and give up after some seconds.
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final String domain;
    private final Dns resolver;

    DomainJudge(String domain, Dns resolver) {
        this.domain = domain;
        this.resolver = resolver;
    }

    /// What makes all further looking useless; empty when there is nothing of the kind.
    List<Finding> obstacles() {
        if (ADDRESS.matcher(domain).matches()) {
            return List.of(Finding.of("domain-address", Severity.PROBLEM, Who.YOU, domain));
        }
        try {
            var answer = resolver.ask(DnsName.escaped(domain), RecordType.SOA);
            if (answer.existence() != Existence.NO_NAME) return List.of();
            return List.of(Finding.of("domain-missing", Severity.PROBLEM, Who.YOU, domain));
        } catch (DnsTrouble e) {
            var why = e.statement();
            var words = why.english();
            // RFC 8914 §4: the resolver's reasons that begin so are all of a chain that is broken.
            return List.of(
                    words.contains("DNSSEC") || words.contains("Bogus")
                            ? Finding.of("domain-bogus", Severity.PROBLEM, Who.DNS, domain, why)
                            : Finding.of("domain-fails", Severity.PROBLEM, Who.DNS, domain, why));
        }
    }

    /// Whether answers, complaints and bounces can come back: many receivers take no mail of a
    /// domain that takes none.
    List<Finding> exchanges() {
        try {
            var answer = resolver.ask(DnsName.escaped(domain), RecordType.MX);
            var hosts = answer.exchanges().stream().map(DnsAnswer.Exchange::host).toList();
            if (hosts.contains("")) {
                return List.of(Finding.of("domain-null-mx", Severity.PROBLEM, Who.DNS, domain));
            }
            for (var host : hosts) {
                if (ADDRESS.matcher(host).matches()) {
                    return List.of(
                            Finding.of(
                                    "domain-mx-address", Severity.WARNING, Who.DNS, domain, host));
                }
            }
            if (hosts.isEmpty() && !hasAddress()) {
                return List.of(Finding.of("domain-no-mx", Severity.WARNING, Who.DNS, domain));
            }
            return List.of(Finding.good("domain-reachable", domain));
        } catch (DnsTrouble e) {
            return List.of(
                    Finding.of("domain-fails", Severity.PROBLEM, Who.DNS, domain, e.statement()));
        }
    }

    /// RFC 5321 §5.1: without MX the domain's own address counts.
    private boolean hasAddress() throws DnsTrouble {
        return !resolver.ask(domain, RecordType.A).addresses().isEmpty()
                || !resolver.ask(domain, RecordType.AAAA).addresses().isEmpty();
    }

    List<Finding> servers(Survey survey) {
        var findings = new ArrayList<Finding>();
        for (var host :
                survey.authorities().stream().map(Survey.Authority::host).distinct().toList()) {
            var addresses =
                    survey.authorities().stream().filter(each -> each.host().equals(host)).toList();
            if (addresses.stream().allMatch(Survey.Authority::refuses)) {
                findings.add(Finding.of("server-lame", Severity.WARNING, Who.DNS, domain, host));
                continue;
            }
            if (addresses.stream().noneMatch(Survey.Authority::answers)) {
                findings.add(Finding.of("server-silent", Severity.WARNING, Who.DNS, domain, host));
                continue;
            }
            for (var address : addresses) {
                if (!address.answers() || address.slowest().compareTo(SLOW) < 0) continue;
                findings.add(
                        Finding.of(
                                "server-slow",
                                Severity.WARNING,
                                Who.DNS,
                                domain,
                                address.words(),
                                address.slowest().toMillis()));
            }
        }
        return findings;
    }

    /// Names of which neither the servers nor the resolver say anything, while the domain is there:
    /// a loop of aliases, a part of the zone that is broken.
    List<Finding> unanswered(Survey survey, List<String> names) {
        var findings = new ArrayList<Finding>();
        for (var name : names) {
            var trouble = survey.truth(name).trouble();
            if (trouble == null) continue;
            findings.add(
                    Finding.of(
                                    "record-unanswered",
                                    Severity.PROBLEM,
                                    Who.DNS,
                                    name,
                                    domain,
                                    trouble.statement())
                            .seeing(survey.evidence(name)));
        }
        return findings;
    }

    /// Names at which the servers say different things.
    List<Finding> differences(Survey survey, List<String> names) {
        var findings = new ArrayList<Finding>();
        for (var name : names) {
            var dissenters = survey.dissenters(name);
            if (dissenters.isEmpty()) continue;
            var words = dissenters.stream().map(Survey.Authority::words).toList();
            findings.add(
                    Finding.of(
                                    "servers-differ",
                                    Severity.WARNING,
                                    Who.DNS,
                                    name,
                                    String.join(", ", words))
                            .seeing(survey.evidence(name)));
        }
        return findings;
    }
}
