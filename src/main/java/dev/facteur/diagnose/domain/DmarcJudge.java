package dev.facteur.diagnose.domain;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.protocol.dmarc.DmarcChecker;
import dev.facteur.protocol.dmarc.DmarcFault;
import dev.facteur.protocol.dmarc.DmarcPolicy;
import dev.facteur.protocol.dmarc.DmarcRecord;
import dev.facteur.protocol.dmarc.DmarcWalk;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether receivers find a DMARC policy for a domain, and which (RFC 9989).
final class DmarcJudge {
    private final String domain;
    private final String name;
    private final Survey survey;
    private final DmarcChecker checker;
    private final Dns dns;
    private final ReportAddress reports;
    private final LocalDate today;
    private final List<String> texts;
    private final List<String> records;

    DmarcJudge(
            String domain,
            Survey survey,
            Dns dns,
            DmarcChecker checker,
            ReportAddress reports,
            LocalDate today) {
        this.domain = domain;
        this.name = Names.dmarc(domain);
        this.survey = survey;
        this.dns = dns;
        this.checker = checker;
        this.reports = reports;
        this.today = today;
        this.texts = survey.truth(name).texts();
        this.records = texts.stream().filter(DmarcRecord::claims).toList();
    }

    List<Finding> findings() {
        if (survey.truth(name).answer() == null) return List.of();
        var evidence = survey.evidence(name);
        return judged().stream().map(finding -> finding.seeing(evidence)).toList();
    }

    private List<Finding> judged() {
        if (records.size() > 1) {
            return List.of(
                    Finding.of(
                                    "dmarc-several",
                                    Severity.PROBLEM,
                                    Who.DNS,
                                    name,
                                    domain,
                                    records.size())
                            .publishing(ExpectedRecords.dmarc(domain, records.getFirst())));
        }
        if (records.isEmpty()) return List.of(none());
        return ofOne(DmarcRecord.parse(domain, records.getFirst()));
    }

    private ZoneRecord first() {
        return ExpectedRecords.firstDmarc(domain, reports.of(domain));
    }

    private Finding none() {
        var doubled = Names.doubled(name, survey);
        if (survey.truth(doubled).texts().stream().anyMatch(DmarcRecord::claims)) {
            var text = survey.truth(doubled).texts().getFirst();
            return Finding.of("record-doubled", Severity.WARNING, Who.DNS, name, domain, doubled)
                    .publishing(ExpectedRecords.dmarc(domain, text));
        }
        for (var text : survey.truth(domain).texts()) {
            if (!DmarcRecord.claims(text)) continue;
            return Finding.of("dmarc-at-apex", Severity.WARNING, Who.DNS, name, domain)
                    .publishing(ExpectedRecords.dmarc(domain, text));
        }
        if (!texts.isEmpty()) {
            return Finding.of(
                            "dmarc-malformed",
                            Severity.WARNING,
                            Who.DNS,
                            name,
                            domain,
                            texts.getFirst())
                    .publishing(first());
        }
        return inherited(checker.walk(domain))
                .map(from -> Finding.good("dmarc-inherited", name, from))
                .orElseGet(() ->
                        Finding.of(
                                        "dmarc-missing",
                                        Severity.WARNING,
                                        Who.DNS,
                                        name,
                                        domain,
                                        survey.hosts(),
                                        survey.whose(),
                                        next(first().value()).from())
                                .publishing(first()));
    }

    private ExpectedRecords.Stage next(String text) {
        var record = DmarcRecord.parse(domain, text);
        return ExpectedRecords.laterStages(record, today).getFirst();
    }

    /// Where a policy stands that holds for a domain without a record of its own.
    static Optional<String> inherited(DmarcWalk walk) {
        var record = walk.organizationalDomain().flatMap(walk::recordAt);
        if (record.isEmpty()) record = walk.publicSuffixRecord();
        return record.map(found -> "_dmarc." + found.domain());
    }

    private List<Finding> ofOne(DmarcRecord record) {
        var findings = new ArrayList<Finding>();
        boolean removed = false;
        for (var fault : record.faults()) {
            if (fault.kind() == DmarcFault.Kind.REMOVED_TAG) removed = true;
            else findings.add(syntax(fault));
        }
        if (removed) {
            findings.add(
                    Finding.of("dmarc-pct", Severity.NOTICE, Who.DNS, name, domain)
                            .publishing(ExpectedRecords.dmarc(domain, withoutRemoved(record))));
        }
        for (var uri : record.aggregateReports()) addRefused(uri, findings);
        var policy = record.policy();
        if (findings.isEmpty()) findings.add(policy(policy, record));
        return findings;
    }

    private Finding syntax(DmarcFault fault) {
        return Finding.of(
                "dmarc-syntax",
                Severity.WARNING,
                Who.DNS,
                name,
                domain,
                fault.phrase(),
                fault.tag());
    }

    private Finding policy(@Nullable DmarcPolicy policy, DmarcRecord record) {
        if (policy != DmarcPolicy.NONE) {
            return Finding.good("dmarc-good", name, policy == null ? "" : policy.word());
        }
        var next = next(record.text());
        return Finding.of("dmarc-watching", Severity.NOTICE, Who.DNS, name, domain, next.from())
                .publishing(ExpectedRecords.dmarc(domain, next.value()));
    }

    /// RFC 9989 §C.5.2: `pct`, `rf` and `ri` mean nothing any more.
    private static String withoutRemoved(DmarcRecord record) {
        var text = record.text();
        for (var fault : record.faults()) {
            if (fault.kind() != DmarcFault.Kind.REMOVED_TAG) continue;
            text = text.replace(fault.tag() + ";", "").replace(fault.tag(), "");
        }
        return text.replaceAll("\\s+", " ").replaceAll("[; ]+$", "");
    }

    /// Reports go to another organization's address only if it says that it wants them.
    private void addRefused(String uri, List<Finding> findings) {
        var consent = ReportAddress.consent(domain, uri);
        if (consent.isEmpty()) return;
        var asked = consent.get();
        var other = uri.substring(uri.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        try {
            var consents = dns.ask(DnsName.escaped(asked.name()), RecordType.TXT).texts();
            if (consents.stream().anyMatch(DmarcRecord::claims)) return;
        } catch (DnsTrouble e) {
            return;
        }
        findings.add(
                Finding.of("dmarc-reports", Severity.NOTICE, Who.DNS, name, domain, other)
                        .publishing(asked));
    }
}
