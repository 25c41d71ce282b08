package dev.facteur.diagnose.domain;

import dev.facteur.account.Domain;
import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.dmarc.DmarcChecker;
import dev.facteur.protocol.dmarc.DmarcPolicy;
import dev.facteur.protocol.dmarc.DmarcRecord;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.spf.SpfChecker;
import dev.facteur.protocol.spf.SpfRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a domain has to publish, joined with what stands in its DNS already.
public final class PublishingPlan {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Function<Domain, Needs> needs;
    private final Dns resolver;
    private final Clock clock;
    private final SpfChecker spf;
    private final DmarcChecker dmarc;

    public PublishingPlan(DomainNeeds needs, Dns resolver, Clock clock) {
        this(needs::of, resolver, clock);
    }

    PublishingPlan(Function<Domain, Needs> needs, Dns resolver, Clock clock) {
        this.needs = needs;
        this.resolver = resolver;
        this.clock = clock;
        InstantSource instants = clock::now;
        this.spf = new SpfChecker(resolver, instants, "localhost", PATIENCE);
        this.dmarc = new DmarcChecker(resolver, instants, PATIENCE);
    }

    /// Why a record is wanted.
    public enum Purpose {
        DKIM,
        SPF,
        DMARC,
        /// The name of an address that mail comes from directly; its owner publishes it.
        PTR,
        /// The token of a domain that is not verified; a DKIM record shows the same.
        OWNERSHIP;

        /// The word of the API: `dkim`.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param there whether DNS has it already
    /// @param lookups that an SPF record costs, of 10; null for all others
    public record Entry(
            Purpose purpose, ZoneRecord record, boolean there, @Nullable Integer lookups) {}

    /// A sharper DMARC policy.
    ///
    /// @param from the first day on which it may be published, when reports show nothing against it
    public record Stage(LocalDate from, String value) {}

    /// @param later values of the DMARC record, in their order; empty when it needs none
    /// @param unknown names at which DNS gave no answer, so that nothing is said of them
    public record Plan(List<Entry> records, List<Stage> later, List<String> unknown) {
        public Plan {
            records = List.copyOf(records);
            later = List.copyOf(later);
            unknown = List.copyOf(unknown);
        }
    }

    /// Asks DNS and waits for it.
    public Plan of(Domain domain) {
        var sketch = new Sketch(domain.name());
        for (var alias : domain.aliases()) {
            var record = ExpectedRecords.alias(alias);
            sketch.add(Purpose.DKIM, record, AliasJudge.leads(resolver, alias));
        }
        for (var key : domain.wantedKeys()) {
            if (key.hosting() != null) continue;
            var sight = Sight.of(resolver, key.recordName());
            sketch.add(
                    Purpose.DKIM,
                    ExpectedRecords.dkim(key),
                    sight.texts().contains(key.recordValue()));
        }
        var needed = needs.apply(domain);
        addSpf(sketch, needed);
        addDmarc(sketch);
        for (var pointer : ExpectedRecords.pointers(needed)) {
            sketch.add(Purpose.PTR, pointer, false);
        }
        if (!domain.verified()) addOwnership(sketch, domain.proof());
        return new Plan(sketch.entries, sketch.later, sketch.unknown);
    }

    private void addOwnership(Sketch sketch, Domain.Proof proof) {
        var sight = Sight.of(resolver, proof.recordName());
        boolean there = sight.texts().contains(proof.recordValue());
        sketch.add(Purpose.OWNERSHIP, ExpectedRecords.ownership(proof), there);
    }

    private static final class Sketch {
        final String domain;
        final List<Entry> entries = new ArrayList<>();
        final List<Stage> later = new ArrayList<>();
        final List<String> unknown = new ArrayList<>();

        Sketch(String domain) {
            this.domain = domain;
        }

        void add(Purpose purpose, ZoneRecord record, boolean there) {
            entries.add(new Entry(purpose, record, there, null));
        }
    }

    /// Nothing is proposed where DNS does not answer: it might be a second record.
    private void addSpf(Sketch sketch, Needs needed) {
        var domain = sketch.domain;
        var sight = Sight.of(resolver, domain);
        if (sight.answer() == null) {
            sketch.unknown.add(domain);
            return;
        }
        var present = sight.texts().stream().filter(SpfRecord::claims).toList();
        if (present.isEmpty() && needed.terms().isEmpty()) return;
        var lacking = SpfMerge.lacking(spf.tree(domain, present), needed.terms());
        boolean keeps = present.size() == 1 && lacking.isEmpty();
        var text = keeps ? present.getFirst() : SpfMerge.merged(domain, present, lacking);
        int lookups = spf.tree(domain, List.of(text)).lookups();
        sketch.entries.add(
                new Entry(Purpose.SPF, ExpectedRecords.spf(domain, text), keeps, lookups));
    }

    /// A record that is there is kept, whatever it says.
    private void addDmarc(Sketch sketch) {
        var domain = sketch.domain;
        var sight = Sight.of(resolver, Names.dmarc(domain));
        if (sight.answer() == null) {
            sketch.unknown.add(Names.dmarc(domain));
            return;
        }
        var present = sight.texts().stream().filter(DmarcRecord::claims).toList();
        if (present.isEmpty() && DmarcJudge.inherited(dmarc.walk(domain)).isPresent()) return;
        boolean there = !present.isEmpty();
        var record =
                there
                        ? ExpectedRecords.dmarc(domain, present.getFirst())
                        : ExpectedRecords.dmarc(domain);
        sketch.add(Purpose.DMARC, record, there);
        if (DmarcRecord.parse(domain, record.value()).policy() != DmarcPolicy.NONE) return;
        var today = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
        for (var stage : ExpectedRecords.laterStages(domain, today)) {
            sketch.later.add(new Stage(stage.from(), stage.value()));
        }
    }
}
