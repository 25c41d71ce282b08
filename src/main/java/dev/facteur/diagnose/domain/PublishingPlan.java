package dev.facteur.diagnose.domain;

import dev.facteur.account.Domain;
import dev.facteur.diagnose.RecordState;
import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.dmarc.DmarcChecker;
import dev.facteur.protocol.dmarc.DmarcPolicy;
import dev.facteur.protocol.dmarc.DmarcRecord;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.mtasts.StsRecord;
import dev.facteur.protocol.spf.SpfChecker;
import dev.facteur.protocol.spf.SpfRecord;
import dev.facteur.protocol.tlsrpt.TlsReportRecord;
import dev.facteur.route.SenderRecords;
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
    private final Wishes wishes;
    private final Dns resolver;
    private final ReportAddress reports;
    private final Clock clock;
    private final SpfChecker spf;
    private final DmarcChecker dmarc;

    public PublishingPlan(
            DomainNeeds needs,
            ProviderWishes wishes,
            Dns resolver,
            ReportAddress reports,
            Clock clock) {
        this(needs::of, wishes::of, resolver, reports, clock);
    }

    PublishingPlan(
            Function<Domain, Needs> needs,
            Wishes wishes,
            Dns resolver,
            ReportAddress reports,
            Clock clock) {
        this.needs = needs;
        this.wishes = wishes;
        this.resolver = resolver;
        this.reports = reports;
        this.clock = clock;
        InstantSource instants = clock::now;
        this.spf = new SpfChecker(resolver, instants, "localhost", PATIENCE);
        this.dmarc = new DmarcChecker(resolver, instants, PATIENCE);
    }

    /// What the providers of a domain's routes want.
    interface Wishes {
        List<ProviderWish> of(Domain domain) throws InterruptedException;
    }

    /// Why a record is wanted.
    public enum Purpose {
        DKIM,
        SPF,
        DMARC,
        /// By it the domain of the report mailbox says that it takes this one's reports.
        DMARC_REPORTS,
        /// The name of an address that mail comes from directly; its owner publishes it.
        PTR,
        /// The envelope's sender at a provider, below the domain.
        RETURN_PATH,
        /// Shows a provider whose domain it is.
        PROVIDER_OWNERSHIP,
        MTA_STS,
        TLS_RPT,
        /// The token of a domain that is not verified; a DKIM record shows the same.
        OWNERSHIP;

        /// The word of the API: `return-path`.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// @param state how it stands in DNS
    /// @param found what DNS has in its place
    /// @param optional whether mail leaves as well without it
    /// @param provider who wants it, as it calls itself; `""` for ourselves
    /// @param lookups that an SPF record costs, of 10; null for all others
    public record Entry(
            Purpose purpose,
            ZoneRecord record,
            RecordState state,
            List<String> found,
            boolean optional,
            String provider,
            @Nullable Integer lookups) {
        public Entry {
            found = List.copyOf(found);
        }

        static Entry of(Purpose purpose, ZoneRecord record, Found found) {
            return new Entry(purpose, record, found.state(), found.values(), false, "", null);
        }

        Entry offered() {
            return new Entry(purpose, record, state, found, true, provider, lookups);
        }

        Entry wantedBy(String name) {
            return new Entry(purpose, record, state, found, optional, name, lookups);
        }

        Entry costing(int many) {
            return new Entry(purpose, record, state, found, optional, provider, many);
        }

        public boolean there() {
            return state == RecordState.THERE;
        }
    }

    /// A sharper DMARC policy.
    ///
    /// @param from the first day on which it may be published, when reports show nothing against it
    public record Stage(LocalDate from, String value) {}

    /// @param later values of the DMARC record, in their order; empty when it needs none
    /// @param unknown names at which DNS gave no answer, so that nothing is said of them
    /// @param providers what each of them said of the domain
    /// @param policy the file that belongs to the record of MTA-STS; null when none is proposed
    public record Plan(
            List<Entry> records,
            List<Stage> later,
            List<String> unknown,
            List<ProviderWish> providers,
            InboundTls.@Nullable Policy policy) {
        public Plan {
            records = List.copyOf(records);
            later = List.copyOf(later);
            unknown = List.copyOf(unknown);
            providers = List.copyOf(providers);
        }
    }

    /// Asks DNS and the providers, and waits for them.
    public Plan of(Domain domain) throws InterruptedException {
        var sketch = new Sketch(domain.name());
        for (var alias : domain.aliases()) add(sketch, Purpose.DKIM, ExpectedRecords.alias(alias));
        for (var key : domain.wantedKeys()) {
            if (key.hosting() == null) add(sketch, Purpose.DKIM, ExpectedRecords.dkim(key));
        }
        var needed = needs.apply(domain);
        sketch.providers.addAll(wishes.of(domain));
        addSpf(sketch, needed);
        addDmarc(sketch);
        for (var pointer : ExpectedRecords.pointers(needed)) add(sketch, Purpose.PTR, pointer);
        for (var wish : sketch.providers) addWanted(sketch, wish);
        if (needed.direct()) addInboundTls(sketch);
        if (!domain.verified()) addOwnership(sketch, domain.proof());
        return new Plan(
                sketch.entries, sketch.later, sketch.unknown, sketch.providers, sketch.policy);
    }

    private void addOwnership(Sketch sketch, Domain.Proof proof) {
        var record = ExpectedRecords.ownership(proof);
        sketch.entries.add(
                Entry.of(Purpose.OWNERSHIP, record, Found.of(resolver, record)).offered());
    }

    private static final class Sketch {
        final String domain;
        final List<Entry> entries = new ArrayList<>();
        final List<Stage> later = new ArrayList<>();
        final List<String> unknown = new ArrayList<>();
        final List<ProviderWish> providers = new ArrayList<>();
        InboundTls.@Nullable Policy policy;

        Sketch(String domain) {
            this.domain = domain;
        }

        /// What providers want in the domain's own SPF record, which is one for all.
        List<String> terms() {
            return providers.stream()
                    .flatMap(wish -> wish.told().wanted().stream())
                    .filter(wanted -> isOwnSpf(wanted, domain))
                    .flatMap(wanted -> SpfMerge.terms(domain, wanted.value()).stream())
                    .toList();
        }
    }

    /// Whether a provider wants something of the one SPF record that a domain may have.
    static boolean isOwnSpf(SenderRecords.Wanted wanted, String domain) {
        return wanted.type().equals("TXT")
                && wanted.name().equals(domain)
                && SpfRecord.claims(wanted.value());
    }

    private void add(Sketch sketch, Purpose purpose, ZoneRecord record) {
        sketch.entries.add(Entry.of(purpose, record, Found.of(resolver, record)));
    }

    private void addWanted(Sketch sketch, ProviderWish wish) {
        for (var wanted : wish.told().wanted()) {
            if (isOwnSpf(wanted, sketch.domain)) continue;
            var record = ProviderWish.record(wanted);
            var entry = Entry.of(purpose(wanted.use()), record, Found.of(resolver, record));
            sketch.entries.add(entry.wantedBy(wish.provider().title()));
        }
    }

    private static Purpose purpose(SenderRecords.Use use) {
        return switch (use) {
            case DKIM -> Purpose.DKIM;
            case RETURN_PATH -> Purpose.RETURN_PATH;
            case OWNERSHIP -> Purpose.PROVIDER_OWNERSHIP;
        };
    }

    /// For a domain that receives mail. What stands there already is its owner's affair.
    private void addInboundTls(Sketch sketch) {
        var domain = sketch.domain;
        try {
            var exchangers = resolver.ask(DnsName.escaped(domain), RecordType.MX).exchanges();
            if (exchangers.stream().allMatch(each -> each.host().isEmpty())) return;
            var sts = Sight.of(resolver, StsRecord.name(domain));
            if (sts.answer() != null && StsRecord.among(sts.texts()).isEmpty()) {
                sketch.policy = InboundTls.policy(domain, exchangers);
                var record = InboundTls.record(domain, sketch.policy);
                var found = Found.of(resolver, record);
                sketch.entries.add(Entry.of(Purpose.MTA_STS, record, found).offered());
            }
            var reports = Sight.of(resolver, TlsReportRecord.name(domain));
            if (reports.answer() == null || TlsReportRecord.among(reports.texts()).isPresent()) {
                return;
            }
            var record = InboundTls.reports(domain, this.reports.of(domain));
            var found = Found.of(resolver, record);
            sketch.entries.add(Entry.of(Purpose.TLS_RPT, record, found).offered());
        } catch (DnsTrouble e) {
            // An offer that waits for a better day.
            sketch.unknown.add(domain);
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
        var terms = new ArrayList<>(needed.terms());
        terms.addAll(sketch.terms());
        if (present.isEmpty() && terms.isEmpty()) return;
        var lacking = SpfMerge.lacking(spf.tree(domain, present), terms);
        boolean keeps = present.size() == 1 && lacking.isEmpty();
        var text = keeps ? present.getFirst() : SpfMerge.merged(domain, present, lacking);
        var record = ExpectedRecords.spf(domain, text);
        int lookups = spf.tree(domain, List.of(text)).lookups();
        var state = keeps ? RecordState.THERE : replaced(present);
        var entry = Entry.of(Purpose.SPF, record, new Found(state, present));
        sketch.entries.add(entry.costing(lookups));
    }

    private static RecordState replaced(List<String> present) {
        return present.isEmpty() ? RecordState.MISSING : RecordState.DIFFERS;
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
                        : ExpectedRecords.firstDmarc(domain, reports.of(domain));
        var state = there ? RecordState.THERE : replaced(sight.texts());
        sketch.entries.add(Entry.of(Purpose.DMARC, record, new Found(state, sight.texts())));
        var parsed = DmarcRecord.parse(domain, record.value());
        addConsent(sketch, parsed);
        if (parsed.policy() != DmarcPolicy.NONE) return;
        var today = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
        for (var stage : ExpectedRecords.laterStages(parsed, today)) {
            sketch.later.add(new Stage(stage.from(), stage.value()));
        }
    }

    /// Where the reports go to the mailbox that is read here, and that is another organization's.
    private void addConsent(Sketch sketch, DmarcRecord record) {
        var mailbox = reports.mailbox().get();
        if (mailbox.isEmpty()) return;
        var uri = "mailto:" + mailbox.get();
        if (record.aggregateReports().stream().noneMatch(uri::equalsIgnoreCase)) return;
        ReportAddress.consent(sketch.domain, mailbox.get())
                .ifPresent(consent -> add(sketch, Purpose.DMARC_REPORTS, consent));
    }
}
