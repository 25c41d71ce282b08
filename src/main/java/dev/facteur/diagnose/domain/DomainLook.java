package dev.facteur.diagnose.domain;

import dev.facteur.account.DkimKey;
import dev.facteur.account.Domain;
import dev.facteur.account.Sighting;
import dev.facteur.account.Sighting.Purpose;
import dev.facteur.account.Sighting.State;
import dev.facteur.account.Verification.By;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.dmarc.DmarcRecord;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.NameServers;
import dev.facteur.protocol.spf.SpfChecker;
import dev.facteur.protocol.spf.SpfRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// One look at the records by which a domain shows whose it is and that its mail is its own, with
/// the eyes of the doctor. Changes nothing.
public final class DomainLook {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> HARMLESS = Set.of("dkim-testing", "alias-copied");

    private final Function<Domain, Needs> needs;
    private final Surveyor surveyor;
    private final SpfChecker spf;

    /// @param resolver asked anew each time
    public DomainLook(DomainNeeds needs, Dns resolver, NameServers servers, Clock clock) {
        this(needs::of, resolver, servers, clock);
    }

    DomainLook(Function<Domain, Needs> needs, Dns resolver, NameServers servers, Clock clock) {
        this.needs = needs;
        this.surveyor = new Surveyor(resolver, servers, clock);
        InstantSource instants = clock::now;
        this.spf = new SpfChecker(resolver, instants, "localhost", PATIENCE);
    }

    /// A record with who says what of it, a line each.
    public record Eyed(Sighting sighting, List<String> evidence) {
        public Eyed {
            evidence = List.copyOf(evidence);
        }
    }

    /// What shows that a domain is theirs: how, and the name of the record.
    public record Shown(By by, String record) {}

    /// @param records the one that shows the owner first, then those that mail depends on
    public record Seen(List<Eyed> records) {
        public Seen {
            records = List.copyOf(records);
        }

        /// A key's record before the token: it is the one that mail needs.
        public Optional<Shown> shown() {
            return shown(Purpose.DKIM, By.DKIM).or(() -> shown(Purpose.OWNERSHIP, By.OWNERSHIP));
        }

        private Optional<Shown> shown(Purpose purpose, By by) {
            return sightings().stream()
                    .filter(each -> each.purpose() == purpose && each.there())
                    .findFirst()
                    .map(each -> new Shown(by, each.name()));
        }

        /// What is kept of the look: the records that mail depends on.
        public List<Sighting> lasting() {
            return sightings().stream()
                    .filter(each -> each.purpose() != Purpose.OWNERSHIP)
                    .toList();
        }

        private List<Sighting> sightings() {
            return records.stream().map(Eyed::sighting).toList();
        }
    }

    /// Asks the domain's own name servers and the resolver, and waits for them.
    public Seen see(Domain domain) throws InterruptedException {
        var proof = domain.proof();
        var survey =
                surveyor.survey(
                        domain.name(),
                        zone -> {
                            var names = new ArrayList<>(Names.lookedAt(domain, zone));
                            names.add(proof.recordName());
                            return names;
                        });
        var seen = new ArrayList<Sighting>();
        seen.add(ownership(proof, survey));
        for (var key : domain.wantedKeys()) seen.add(dkim(key, survey));
        spf(domain, survey).ifPresent(seen::add);
        seen.add(dmarc(domain, survey));
        return new Seen(
                seen.stream().map(each -> new Eyed(each, survey.evidence(each.name()))).toList());
    }

    /// What a domain has to publish, as far as it is ours to say. Asks nobody.
    Wanted wanted(Domain domain) {
        var keys = domain.wantedKeys().stream().map(DkimKey::id).toList();
        return new Wanted(keys, needs.apply(domain));
    }

    /// @param keys their ids
    record Wanted(List<Long> keys, Needs needs) {}

    private static Sighting ownership(Domain.Proof proof, Survey survey) {
        var name = proof.recordName();
        var value = proof.recordValue();
        return new Sighting(Purpose.OWNERSHIP, name, state(survey, name, value), value);
    }

    /// There when the domain's servers have it, or the resolver.
    private static State state(Survey survey, String name, String value) {
        var truth = survey.truth(name);
        if (truth.texts().contains(value) || survey.seen(name).texts().contains(value)) {
            return State.THERE;
        }
        return truth.answer() == null ? State.UNKNOWN : State.MISSING;
    }

    private static Sighting dkim(DkimKey key, Survey survey) {
        var name = key.recordName();
        var value = key.recordValue();
        var state =
                new DkimJudge(key, survey)
                        .finding()
                        .map(finding -> harms(finding) ? State.MISSING : State.THERE)
                        .orElse(State.UNKNOWN);
        return new Sighting(Purpose.DKIM, name, state, value);
    }

    /// That a key is marked as being tested, or is a copy, keeps nobody from verifying by it. Not
    /// by severity: what is missing of a key that signs no more is merely warned of, and proves
    /// nothing.
    private static boolean harms(Finding finding) {
        return finding.severity() != Severity.GOOD && !HARMLESS.contains(finding.code());
    }

    /// Empty where the routes want none.
    private Optional<Sighting> spf(Domain domain, Survey survey) {
        var name = domain.name();
        var wanted = needs.apply(domain);
        if (wanted.terms().isEmpty()) return Optional.empty();
        var findings = new SpfJudge(name, survey, wanted, spf).findings();
        var text = survey.truth(name).texts().stream().filter(SpfRecord::claims).findFirst();
        return Optional.of(new Sighting(Purpose.SPF, name, spfState(findings), text.orElse("")));
    }

    private static State spfState(List<Finding> findings) {
        boolean unknown = findings.stream().anyMatch(each -> each.code().equals("spf-dns"));
        if (findings.isEmpty() || unknown) return State.UNKNOWN;
        boolean harm = findings.stream().anyMatch(each -> each.severity() == Severity.PROBLEM);
        return harm ? State.MISSING : State.THERE;
    }

    /// One that is inherited is never the domain's own, so it cannot lose it.
    private static Sighting dmarc(Domain domain, Survey survey) {
        var name = Names.dmarc(domain.name());
        var truth = survey.truth(name);
        var texts = truth.texts().stream().filter(DmarcRecord::claims).toList();
        var state = texts.size() == 1 ? State.THERE : State.MISSING;
        return new Sighting(
                Purpose.DMARC,
                name,
                truth.answer() == null ? State.UNKNOWN : state,
                texts.isEmpty() ? "" : texts.getFirst());
    }
}
