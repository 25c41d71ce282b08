package dev.facteur.diagnose.domain;

import dev.facteur.account.Accounts;
import dev.facteur.account.Domain;
import dev.facteur.account.DomainRecords;
import dev.facteur.account.Fallback;
import dev.facteur.account.LostRecord;
import dev.facteur.account.Sighting.Purpose;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.ZoneRecord;
import java.util.ArrayList;
import java.util.List;

/// Whether mail leaves under its sender's own name, and what the watch has seen disappear. Asks
/// nobody: it tells what is known.
public final class DomainsStand implements Check {
    private final Accounts accounts;
    private final DomainRecords records;
    private final Fallback fallback;

    public DomainsStand(Accounts accounts, DomainRecords records, Fallback fallback) {
        this.accounts = accounts;
        this.records = records;
        this.fallback = fallback;
    }

    @Override
    public List<Look> looks(Scope scope) {
        var looks = new ArrayList<Look>();
        if (scope.holdsMachine() && !fallback.name().isEmpty()) {
            looks.add(new Look("fallback domain", this::seeFallback));
        }
        for (var domain : accounts.domains()) {
            if (!scope.holdsDomain(domain.name())) continue;
            looks.add(new Look("standing of domain " + domain.name(), () -> see(domain)));
        }
        return looks;
    }

    private List<Finding> seeFallback() {
        var name = fallback.name();
        if (fallback.domain().isPresent()) return List.of(Finding.good("fallback-works", name));
        if (accounts.domain(name).isPresent()) {
            return List.of(Finding.of("fallback-unverified", Severity.PROBLEM, Who.YOU, name));
        }
        return List.of(Finding.of("fallback-unknown", Severity.PROBLEM, Who.YOU, name));
    }

    private List<Finding> see(Domain domain) {
        var findings = new ArrayList<Finding>();
        if (!domain.verified()) findings.add(unverified(domain));
        for (var record : records.gone(domain)) findings.add(gone(domain, record));
        return findings;
    }

    private Finding unverified(Domain domain) {
        var standIn = fallback.domain();
        var proof = ExpectedRecords.ownership(domain.proof());
        return standIn.map(name ->
                        Finding.of(
                                "domain-stood-in", Severity.WARNING, Who.DNS, domain.name(), name))
                .orElseGet(() ->
                        Finding.of("domain-unverified", Severity.PROBLEM, Who.DNS, domain.name()))
                .publishing(proof);
    }

    private static Finding gone(Domain domain, LostRecord record) {
        // Mail without a policy still arrives.
        var severity = record.purpose() == Purpose.DMARC ? Severity.WARNING : Severity.PROBLEM;
        return Finding.of(
                        "domain-record-gone",
                        severity,
                        Who.DNS,
                        domain.name(),
                        record.name(),
                        record.missedAt(),
                        record.seenAt())
                .publishing(again(domain, record));
    }

    /// Of a key that we publish, the alias that leads to it.
    private static ZoneRecord again(Domain domain, LostRecord record) {
        return domain.keys().stream()
                .filter(key -> key.recordName().equals(record.name()))
                .map(ExpectedRecords::dkim)
                .findFirst()
                .orElseGet(() ->
                        new ZoneRecord(record.name(), "TXT", record.value(), ExpectedRecords.TTL));
    }
}
