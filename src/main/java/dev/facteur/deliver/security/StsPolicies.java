package dev.facteur.deliver.security;

import dev.facteur.deliver.security.KeptPolicies.Kept;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.mtasts.StsPolicy;
import dev.facteur.protocol.mtasts.StsRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The MTA-STS policies of the domains that mail goes to.
///
/// A policy that was once fetched holds until its time is over, whatever DNS and the web server say
/// or do not say meanwhile: whoever can make them silent must not be able to make us forget it (RFC
/// 8461 §5.1). It is fetched again daily while mail goes there, and at once when its record
/// changes. What fails is remembered, so that not every mail asks again.
///
/// Blocks for DNS and HTTPS; mails to one domain wait for one look, and for no other domain's.
public final class StsPolicies implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StsPolicies.class);

    /// RFC 8461 §3.3: as long after a failure at the least.
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);

    private static final Duration SHORTEST_LOOK = Duration.ofMinutes(1);
    private static final Duration LONGEST_LOOK = Duration.ofHours(1);

    /// RFC 8461 §3.3 suggests a day.
    private static final Duration REFRESH = Duration.ofDays(1);

    private static final Duration PAUSE = Duration.ofHours(1);

    /// A domain that has had no mail for so long is not asked in advance any more.
    private static final Duration REMEMBERED_USE = Duration.ofDays(30);

    private static final int REFRESHED_AT_ONCE = 200;
    private static final int IN_MEMORY = 10_000;

    private final Dns dns;
    private final StsFetch fetch;
    private final KeptPolicies disk;
    private final Clock clock;
    private final Rounds rounds;
    private final Map<String, CompletableFuture<Look>> looking = new ConcurrentHashMap<>();

    /// The least recently used first. Guarded by itself.
    private final Map<String, Look> looks =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Look> eldest) {
                    return size() > IN_MEMORY;
                }
            };

    /// What was found at a domain.
    ///
    /// @param policy null when it has none that holds
    /// @param failure why the one that DNS tells of could not be had; an older one may hold
    public record Known(@Nullable StsPolicy policy, @Nullable StsFailure failure) {
        static final Known NOTHING = new Known(null, null);
    }

    /// @param until when DNS is asked again
    private record Look(@Nullable Kept kept, @Nullable Failed failed, Instant until) {
        Known known(Instant now) {
            boolean holds = kept != null && kept.expiresAt().isAfter(now);
            return new Known(
                    holds && kept != null ? kept.policy() : null,
                    failed == null ? null : failed.why);
        }
    }

    /// @param id of the policy that could not be had
    private record Failed(String id, StsFailure why, Instant at) {}

    public StsPolicies(Dns dns, PublicCalls calls, Database database, Clock clock) {
        this.dns = dns;
        this.fetch = new StsFetch(calls);
        this.disk = new KeptPolicies(database);
        this.clock = clock;
        this.rounds = new Rounds("sts-policies", this::refresh, clock);
    }

    /// From now on policies are fetched again before they end.
    public void start() {
        rounds.start();
    }

    /// The policy that holds for a domain now.
    ///
    /// @param domain in A-labels, lower case
    public Known of(String domain) throws InterruptedException {
        var now = clock.now();
        var known = remembered(domain);
        if (known == null || !known.until.isAfter(now)) known = lookOnce(domain, known, true);
        return known.known(now);
    }

    private @Nullable Look remembered(String domain) {
        synchronized (looks) {
            return looks.get(domain);
        }
    }

    private Look lookOnce(String domain, @Nullable Look before, boolean used)
            throws InterruptedException {
        var mine = new CompletableFuture<Look>();
        var others = looking.putIfAbsent(domain, mine);
        if (others != null) return await(others);
        try {
            var look = look(domain, before, used);
            synchronized (looks) {
                looks.put(domain, look);
            }
            mine.complete(look);
            return look;
        } catch (RuntimeException | Error bug) {
            mine.completeExceptionally(bug);
            throw bug;
        } finally {
            looking.remove(domain, mine);
        }
    }

    private static Look await(CompletableFuture<Look> look) throws InterruptedException {
        try {
            return look.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the look at a policy failed", e.getCause());
        }
    }

    private Look look(String domain, @Nullable Look before, boolean used) {
        var now = clock.now();
        var kept = kept(domain, before, now, used);
        var failed = before == null ? null : before.failed;
        try {
            var answer = dns.ask(StsRecord.name(domain), RecordType.TXT);
            var record = StsRecord.among(answer.texts()).orElse(null);
            var until = now.plus(clamped(answer.lasts()));
            // RFC 8461 §5.1: a record that is gone ends no policy.
            if (record == null) return new Look(kept, null, until);
            if (kept != null && kept.id().equals(record.id()) && isFresh(kept, now)) {
                return new Look(kept, null, until);
            }
            if (failed != null && failed.id.equals(record.id()) && isRecent(failed, now)) {
                return new Look(kept, failed, failed.at.plus(AFTER_FAILURE));
            }
            return fetched(domain, record, kept, until);
        } catch (DnsTrouble _) {
            return new Look(kept, failed, now.plus(AFTER_FAILURE));
        }
    }

    private @Nullable Kept kept(String domain, @Nullable Look before, Instant now, boolean used) {
        var kept = before == null ? disk.of(domain).orElse(null) : before.kept;
        if (kept == null || !kept.expiresAt().isAfter(now)) return null;
        if (!used || kept.usedAt().plus(REFRESH).isAfter(now)) return kept;
        return stored(domain, new Kept(kept.id(), kept.policy(), kept.fetchedAt(), now));
    }

    private Look fetched(String domain, StsRecord record, @Nullable Kept kept, Instant until) {
        var now = clock.now();
        try {
            var policy = fetch.fetch(domain);
            var usedAt = kept == null ? now : kept.usedAt();
            return new Look(
                    stored(domain, new Kept(record.id(), policy, now, usedAt)), null, until);
        } catch (StsFailure e) {
            LOG.atWarn()
                    .addKeyValue("domain", domain)
                    .addKeyValue("reason", e.getMessage())
                    .log("an MTA-STS policy could not be fetched");
            var failed = new Failed(record.id(), e, now);
            return new Look(kept, failed, now.plus(AFTER_FAILURE));
        }
    }

    /// Also when it cannot be stored it holds, until the next start.
    private Kept stored(String domain, Kept kept) {
        try {
            disk.put(domain, kept);
        } catch (StorageException e) {
            LOG.atError()
                    .addKeyValue("domain", domain)
                    .addKeyValue("reason", e.getMessage())
                    .log("an MTA-STS policy could not be stored");
        }
        return kept;
    }

    private static boolean isFresh(Kept kept, Instant now) {
        return kept.fetchedAt().plus(REFRESH).isAfter(now);
    }

    private static boolean isRecent(Failed failed, Instant now) {
        return failed.at.plus(AFTER_FAILURE).isAfter(now);
    }

    private static Duration clamped(Duration lasts) {
        if (lasts.compareTo(SHORTEST_LOOK) < 0) return SHORTEST_LOOK;
        return lasts.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : lasts;
    }

    /// Fetches what is a day old, before it ends (RFC 8461 §3.3).
    private Duration refresh() {
        var now = clock.now();
        try {
            disk.forgetExpired(now);
            var stale =
                    disk.stale(now.minus(REFRESH), now.minus(REMEMBERED_USE), REFRESHED_AT_ONCE);
            for (var domain : stale) {
                if (rounds.closing()) return PAUSE;
                var _ = lookOnce(domain, remembered(domain), false);
            }
        } catch (StorageException | JdbiException e) {
            LOG.atError()
                    .addKeyValue("reason", e.getMessage())
                    .log("MTA-STS policies could not be looked through and are tried again");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return PAUSE;
    }

    @Override
    public void close() {
        rounds.close();
    }
}
