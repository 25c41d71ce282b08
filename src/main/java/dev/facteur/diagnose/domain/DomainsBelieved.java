package dev.facteur.diagnose.domain;

import dev.facteur.account.Accounts;
import dev.facteur.account.Domain;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.dmarc.DmarcChecker;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.NameServers;
import dev.facteur.protocol.spf.SpfChecker;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Whether receivers can know that a domain's mail is its own: SPF, DKIM and DMARC as they stand in
/// DNS, at the domain's own servers and at the resolver.
public final class DomainsBelieved implements Check {
    /// Below that of the doctor.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Supplier<List<Domain>> domains;
    private final Function<Domain, Needs> needs;
    private final Dns resolver;
    private final Surveyor surveyor;
    private final ReportAddress reports;
    private final Clock clock;
    private final SpfChecker spf;
    private final DmarcChecker dmarc;

    /// @param resolver asked anew each time: what a cache of ours remembers is not what others see
    public DomainsBelieved(
            Accounts accounts,
            DomainNeeds needs,
            Dns resolver,
            NameServers servers,
            ReportAddress reports,
            Clock clock) {
        this(accounts::domains, needs::of, resolver, servers, reports, clock);
    }

    DomainsBelieved(
            Supplier<List<Domain>> domains,
            Function<Domain, Needs> needs,
            Dns resolver,
            NameServers servers,
            ReportAddress reports,
            Clock clock) {
        this.domains = domains;
        this.needs = needs;
        this.resolver = resolver;
        this.surveyor = new Surveyor(resolver, servers, clock);
        this.reports = reports;
        this.clock = clock;
        InstantSource instants = clock::now;
        this.spf = new SpfChecker(resolver, instants, "localhost", PATIENCE);
        this.dmarc = new DmarcChecker(resolver, instants, PATIENCE);
    }

    @Override
    public List<Look> looks(Scope scope) {
        return domains.get().stream()
                .filter(domain -> scope.holdsDomain(domain.name()))
                .map(domain -> new Look("domain " + domain.name(), () -> see(domain)))
                .toList();
    }

    List<Finding> see(Domain domain) throws InterruptedException {
        var name = domain.name();
        var judge = new DomainJudge(name, resolver);
        var obstacles = judge.obstacles();
        if (!obstacles.isEmpty()) return obstacles;
        var survey = surveyor.survey(name, zone -> Names.lookedAt(domain, zone));
        var findings = new ArrayList<>(judge.exchanges());
        findings.addAll(judge.servers(survey));
        for (var key : domain.wantedKeys()) {
            new DkimJudge(key, survey).finding().ifPresent(findings::add);
        }
        findings.addAll(AliasJudge.ofFreeSlots(domain, survey));
        findings.addAll(new SpfJudge(name, survey, needs.apply(domain), spf).findings());
        var today = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
        findings.addAll(new DmarcJudge(name, survey, resolver, dmarc, reports, today).findings());
        var names = published(domain);
        findings.addAll(judge.unanswered(survey, names));
        findings.addAll(judge.differences(survey, names));
        for (var each : names) pending(survey, each).ifPresent(findings::add);
        return findings;
    }

    private static List<String> published(Domain domain) {
        var names = new ArrayList<String>();
        names.add(domain.name());
        names.add(Names.dmarc(domain.name()));
        names.addAll(Names.keys(domain));
        return names;
    }

    /// What stands in the zone and is not seen everywhere yet, and until when at most: as long as
    /// the resolver may keep what it has (RFC 2308 §5 for that there was nothing).
    private Optional<Finding> pending(Survey survey, String name) {
        var seen = survey.seen(name);
        var truth = survey.truth(name);
        if (seen.answer() == null || truth.answer() == null) return Optional.empty();
        // Where an alias leads out of the zone its servers do not say what lies there.
        var leads = survey.zoneSays(name).alias();
        boolean led = leads.isEmpty() || seen.alias().equals(leads);
        if (truth.isSameAs(seen) && led) return Optional.empty();
        var until = clock.now().plus(seen.lasts()).truncatedTo(ChronoUnit.SECONDS);
        return Optional.of(
                Finding.of("record-not-everywhere", Severity.NOTICE, Who.NOBODY, name, until)
                        .seeing(survey.evidence(name)));
    }
}
