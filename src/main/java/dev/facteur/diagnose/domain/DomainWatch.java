package dev.facteur.diagnose.domain;

import dev.facteur.account.Accounts;
import dev.facteur.account.Domain;
import dev.facteur.account.DomainRecords;
import dev.facteur.account.Domains;
import dev.facteur.account.LostRecord;
import dev.facteur.account.Objection;
import dev.facteur.diagnose.domain.DomainLook.Seen;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the records of all domains now and then, on a thread of its own: a domain whose owner
/// shows is verified, and a record that disappears is told. When, says [LookTimes]; and soon after
/// other records have become the ones to publish: new keys, or a route that wants more of SPF.
public final class DomainWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DomainWatch.class);

    /// Domains looked at together. Each asks a handful of servers a handful of names.
    private static final int AT_ONCE = 4;

    private static final Duration PAUSE = Duration.ofSeconds(20);

    /// After a look that came to nothing by an error of ours, so that the others have their turn.
    private static final Duration PUT_OFF = Duration.ofMinutes(10);

    private final Accounts accounts;
    private final Domains domains;
    private final DomainRecords records;
    private final DomainLook look;
    private final Clock clock;
    private final Rounds rounds;
    private final Map<Long, Instant> putOff = new ConcurrentHashMap<>();
    private final Set<Thread> looking = ConcurrentHashMap.newKeySet();

    /// What was to be published at the last look of this run, by the domain's id. Used by the
    /// thread of the rounds alone.
    private final Map<Long, DomainLook.Wanted> lookedFor = new HashMap<>();

    public DomainWatch(
            Accounts accounts,
            Domains domains,
            DomainRecords records,
            DomainLook look,
            Clock clock) {
        this.accounts = accounts;
        this.domains = domains;
        this.records = records;
        this.look = look;
        this.clock = clock;
        this.rounds = new Rounds("domains", this::round, clock);
    }

    public void start() {
        rounds.start();
    }

    /// Looks for domains that have changed now rather than in some seconds.
    public void wake() {
        rounds.wake();
    }

    /// Looks at once, and waits for DNS. Keeps what was seen, and verifies the domain where it
    /// shows.
    public Seen look(Domain domain) throws InterruptedException, StorageException, Objection {
        var seen = look.see(domain);
        records.looked(domain, seen.lasting());
        var shown = seen.shown();
        if (shown.isPresent() && !domain.verified()) {
            domains.verify(domain, shown.get().by(), shown.get().record());
        }
        return seen;
    }

    private Duration round() {
        var due = due();
        if (due.isEmpty()) return PAUSE;
        lookAt(due);
        return rounds.closing() ? PAUSE : Duration.ZERO;
    }

    private record Due(Domain domain, Instant since) {}

    /// Those whose time has come, the longest ago first; a few, so that a change never waits long.
    private List<Domain> due() {
        var now = clock.now();
        return accounts.domains().stream()
                .map(domain -> new Due(domain, next(domain)))
                .filter(due -> !due.since().isAfter(now))
                .sorted(Comparator.comparing(Due::since))
                .limit(AT_ONCE)
                .map(Due::domain)
                .toList();
    }

    private Instant next(Domain domain) {
        var before = lookedFor.get(domain.id());
        boolean changed = before != null && !before.equals(look.wanted(domain));
        var next =
                changed
                        ? Instant.MIN
                        : LookTimes.next(
                                domain,
                                records.lookedAt(domain).orElse(null),
                                records.lost(domain));
        var notBefore = putOff.getOrDefault(domain.id(), Instant.MIN);
        return next.isBefore(notBefore) ? notBefore : next;
    }

    private void lookAt(List<Domain> due) {
        var threads = new ArrayList<Thread>();
        for (var domain : due) {
            lookedFor.put(domain.id(), look.wanted(domain));
            threads.add(Threads.virtual("look at " + domain.name(), () -> lookAt(domain)));
        }
        looking.addAll(threads);
        try {
            for (var thread : threads) thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            threads.forEach(looking::remove);
        }
    }

    private void lookAt(Domain domain) {
        if (rounds.closing()) return;
        putOff.put(domain.id(), clock.now().plus(PUT_OFF));
        try {
            var before = records.gone(domain);
            look(domain);
            putOff.remove(domain.id());
            records.gone(domain).stream()
                    .filter(record -> !before.contains(record))
                    .forEach(record -> warn(domain, record));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (Objection removed) {
            // While it was looked at. Nothing of it is left to keep.
            putOff.remove(domain.id());
        } catch (StorageException | RuntimeException failure) {
            LOG.atError()
                    .addKeyValue("domain", domain.name())
                    .setCause(failure)
                    .log("a look at a domain came to nothing");
        }
    }

    private static void warn(Domain domain, LostRecord record) {
        LOG.atWarn()
                .addKeyValue("domain", domain.name())
                .addKeyValue("record", record.name())
                .log("a record has disappeared from DNS");
    }

    /// Breaks off the look that is under way: it is made again after the next start.
    @Override
    public void close() {
        rounds.closeSoon();
        for (var thread : looking) thread.interrupt();
        rounds.close();
    }
}
