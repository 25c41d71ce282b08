package dev.facteur.diagnose.domain;

import dev.facteur.account.Accounts;
import dev.facteur.account.Domain;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.RecordState;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.dmarc.DmarcChecker;
import dev.facteur.protocol.dmarc.DmarcRecord;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.route.Provider;
import dev.facteur.route.SenderRecords;
import dev.facteur.route.SenderRecords.Standing;
import dev.facteur.route.SenderRecords.Use;
import dev.facteur.route.SenderRecords.Wanted;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Whether the providers of a domain's routes know it as theirs, and find in its DNS what they
/// want: of a record that is missing DNS is to blame, of one that is there the provider, who has
/// not looked yet.
public final class ProvidersKnow implements Check {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String KEYS = "._domainkey.";

    private final Supplier<List<Domain>> domains;
    private final PublishingPlan.Wishes wishes;
    private final Dns resolver;
    private final DmarcChecker dmarc;

    /// @param resolver asked anew each time
    public ProvidersKnow(Accounts accounts, ProviderWishes wishes, Dns resolver, Clock clock) {
        this(accounts::domains, wishes::of, resolver, clock::now);
    }

    ProvidersKnow(
            Supplier<List<Domain>> domains,
            PublishingPlan.Wishes wishes,
            Dns resolver,
            InstantSource clock) {
        this.domains = domains;
        this.wishes = wishes;
        this.resolver = resolver;
        this.dmarc = new DmarcChecker(resolver, clock, PATIENCE);
    }

    @Override
    public List<Look> looks(Scope scope) {
        return domains.get().stream()
                .filter(domain -> scope.holdsDomain(domain.name()))
                .map(domain -> new Look("providers of " + domain.name(), () -> see(domain)))
                .toList();
    }

    List<Finding> see(Domain domain) throws InterruptedException {
        var findings = new ArrayList<Finding>();
        for (var wish : wishes.of(domain)) {
            findings.addAll(judged(domain.name(), wish));
            findings.addAll(signatures(domain.name(), wish));
        }
        return findings;
    }

    private List<Finding> judged(String domain, ProviderWish wish) {
        var told = wish.told();
        var findings = new ArrayList<Finding>();
        for (var wanted : told.wanted()) {
            var found = Found.of(resolver, ProviderWish.record(wanted));
            if (found.state() == RecordState.MISSING || found.state() == RecordState.DIFFERS) {
                findings.add(record(domain, wish, wanted, found));
            }
        }
        if (told.standing() == Standing.UNVERIFIED || told.standing() == Standing.VERIFIED) {
            if (!findings.isEmpty()) return findings;
        }
        findings.add(standing(domain, wish));
        return findings;
    }

    private static Finding standing(String domain, ProviderWish wish) {
        var title = wish.provider().title();
        var page = wish.provider().domains();
        return switch (wish.told().standing()) {
            case VERIFIED -> Finding.good("provider-domain-good", domain, title);
            case UNVERIFIED ->
                    Finding.of(
                            "provider-domain-waits",
                            Severity.WARNING,
                            Who.PROVIDER,
                            domain,
                            title,
                            page);
            case ABSENT ->
                    Finding.of(
                            "provider-domain-absent",
                            Severity.PROBLEM,
                            Who.YOU,
                            domain,
                            title,
                            page,
                            wish.route());
            case UNTOLD ->
                    Finding.of(
                                    "provider-domain-untold",
                                    Severity.NOTICE,
                                    Who.YOU,
                                    domain,
                                    title,
                                    page)
                            .seeing(words(wish.told()));
        };
    }

    private static List<String> words(SenderRecords told) {
        return told.words().isEmpty() ? List.of() : List.of(told.words());
    }

    /// Whether the signatures on mail that leaves there hold and speak for the domain.
    private List<Finding> signatures(String domain, ProviderWish wish) {
        var findings = new ArrayList<Finding>();
        var title = wish.provider().title();
        if (wish.signs() && wish.provider().dkim() == Provider.Dkim.THEIRS) {
            findings.add(
                    Finding.of(
                            "provider-rewrites",
                            Severity.WARNING,
                            Who.YOU,
                            domain,
                            title,
                            wish.route()));
        }
        var signer = signer(wish);
        if (signer.isEmpty() || signer.get().equals(domain) || !isStrict(domain)) return findings;
        findings.add(
                Finding.of(
                        "dmarc-strict",
                        Severity.PROBLEM,
                        Who.DNS,
                        domain,
                        title,
                        signer.get(),
                        returnPath(wish),
                        wish.provider().domains()));
        return findings;
    }

    /// As which domain the provider signs, by the names of its keys.
    private static Optional<String> signer(ProviderWish wish) {
        return wish.told().wanted().stream()
                .filter(wanted -> wanted.use() == Use.DKIM && wanted.name().contains(KEYS))
                .map(wanted -> wanted.name().substring(wanted.name().indexOf(KEYS) + KEYS.length()))
                .findFirst();
    }

    private static String returnPath(ProviderWish wish) {
        return wish.told().wanted().stream()
                .filter(wanted -> wanted.use() == Use.RETURN_PATH)
                .map(Wanted::name)
                .findFirst()
                .orElse("–");
    }

    private boolean isStrict(String domain) {
        var walk = dmarc.walk(domain);
        var record = walk.recordAt(domain);
        if (record.isEmpty()) record = walk.organizationalDomain().flatMap(walk::recordAt);
        return record.filter(DmarcRecord::strictDkim).isPresent();
    }

    private static Finding record(String domain, ProviderWish wish, Wanted wanted, Found found) {
        var severity = severity(wish.told(), wanted);
        var record = published(domain, wanted, found);
        var evidence = new ArrayList<String>();
        evidence.add("expected: " + wanted.name() + " " + wanted.type() + " " + wanted.value());
        for (var value : found.values()) evidence.add("found: " + value);
        var provider = wish.provider();
        var finding =
                found.state() == RecordState.MISSING
                        ? Finding.of(
                                "provider-record-missing",
                                severity,
                                Who.DNS,
                                wanted.name(),
                                provider.title(),
                                domain,
                                provider.domains())
                        : Finding.of(
                                "provider-record-differs",
                                severity,
                                Who.DNS,
                                wanted.name(),
                                provider.title(),
                                domain,
                                provider.domains());
        return finding.publishing(record).seeing(evidence);
    }

    /// A domain has one SPF record, so that a provider's terms join what stands there.
    private static ZoneRecord published(String domain, Wanted wanted, Found found) {
        if (!PublishingPlan.isOwnSpf(wanted, domain)) return ProviderWish.record(wanted);
        var terms = SpfMerge.terms(domain, wanted.value());
        return ExpectedRecords.spf(domain, SpfMerge.merged(domain, found.values(), terms));
    }

    /// Without a key of its own mail is refused or distrusted; without the rest of it bounces and
    /// SPF go by names of the provider's.
    private static Severity severity(SenderRecords told, Wanted wanted) {
        if (told.standing() == Standing.UNTOLD) return Severity.NOTICE;
        boolean urgent = told.standing() == Standing.UNVERIFIED || wanted.use() == Use.DKIM;
        return urgent ? Severity.PROBLEM : Severity.WARNING;
    }
}
