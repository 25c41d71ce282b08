package dev.facteur.diagnose.domain;

import dev.facteur.account.DkimKey;
import dev.facteur.account.Domain;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Whether a name of a domain leads to the operator's zone, where its key stands or will stand.
final class AliasJudge {
    private final Domain.Alias alias;
    private final Survey survey;
    private final Severity bad;
    private final Sight sight;

    /// @param bad how bad it is when it does not
    AliasJudge(Domain.Alias alias, Survey survey, Severity bad) {
        this.alias = alias;
        this.survey = survey;
        this.bad = bad;
        this.sight = survey.zoneSays(alias.name());
    }

    /// The aliases that no key uses now: the next one will, and cannot when they are missing.
    static List<Finding> ofFreeSlots(Domain domain, Survey survey) {
        var used =
                domain.wantedKeys().stream().map(DkimKey::recordName).collect(Collectors.toSet());
        var findings = new ArrayList<Finding>();
        for (var alias : domain.aliases()) {
            if (used.contains(alias.name())) continue;
            new AliasJudge(alias, survey, Severity.WARNING).fault().ifPresent(findings::add);
        }
        return findings;
    }

    /// Whether somebody who asks is led there now.
    static boolean leads(Dns dns, Domain.Alias alias) {
        try {
            var answer = dns.ask(DnsName.escaped(alias.name()), RecordType.CNAME);
            return answer.names().equals(List.of(alias.target()));
        } catch (DnsTrouble e) {
            return false;
        }
    }

    /// Empty when it leads there, and when DNS gives no answer.
    Optional<Finding> fault() {
        if (sight.answer() == null || sight.alias().equals(alias.target())) return Optional.empty();
        return Optional.of(
                wrong().publishing(ExpectedRecords.alias(alias))
                        .seeing(survey.evidence(alias.name())));
    }

    /// What stands behind `_domainkey`.
    private String domain() {
        var mark = "._domainkey.";
        return alias.name().substring(alias.name().indexOf(mark) + mark.length());
    }

    private Finding wrong() {
        var name = alias.name();
        if (!sight.alias().isEmpty()) {
            return Finding.of("alias-elsewhere", bad, Who.DNS, name, sight.alias(), alias.target());
        }
        if (!sight.texts().isEmpty()) {
            return Finding.of("alias-copied", bad, Who.DNS, name, alias.target());
        }
        var doubled = Names.doubled(name, survey);
        var there = survey.zoneSays(doubled);
        if (!there.alias().isEmpty() || !there.texts().isEmpty()) {
            return Finding.of("record-doubled", bad, Who.DNS, name, domain(), doubled);
        }
        return Finding.of("alias-missing", bad, Who.DNS, name, alias.target(), survey.hosts());
    }
}
