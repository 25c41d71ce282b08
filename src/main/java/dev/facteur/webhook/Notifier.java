package dev.facteur.webhook;

import dev.facteur.account.Objection;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Threads;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.PublicCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells webhooks of events, each in order and at least once: a call that is not taken is repeated
/// with the same events before anything newer is told. One that takes nothing for three days is
/// paused, and what happens waits for it.
///
/// A round each second reads what is new once, whoever wants to know it, and looks at those
/// webhooks only whose site it concerns. Each has one call under way at most, on a thread of its
/// own.
public final class Notifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofDays(3);
    private static final int CALLS_AT_ONCE = 32;
    private static final Duration TO_END = Duration.ofSeconds(5);

    /// So many events that are not for a webhook may be looked at again before that is noted.
    private static final long SCANNED_AGAIN = 1_000;

    private static final List<Duration> WAITS =
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(30),
                    Duration.ofHours(1));

    private final Webhooks webhooks;
    private final CallLog log;
    private final EventFeed feed;
    private final Caller caller;
    private final Clock clock;
    private final Rounds rounds;
    private final Semaphore room = new Semaphore(CALLS_AT_ONCE);
    private final Map<Long, Thread> calling = new ConcurrentHashMap<>();

    /// Up to which event each was looked at, and had been told all.
    private final Map<Long, Long> told = new ConcurrentHashMap<>();

    /// The last event that may concern each. The round's own, as `seen`.
    private final Map<Long, Long> newest = new HashMap<>();

    /// Negative before the first look: then each webhook is looked at, and all of history need not
    /// be read to know whom it concerns.
    private long seen = -1;

    public Notifier(
            Webhooks webhooks, CallLog log, Database database, PublicCalls calls, Clock clock) {
        this.webhooks = webhooks;
        this.log = log;
        this.feed = new EventFeed(database.reads());
        this.caller = new Caller(calls, clock);
        this.clock = clock;
        this.rounds = new Rounds("webhooks", this::round, clock);
    }

    public void start() {
        rounds.start();
    }

    /// Looks at once whether somebody is to be called.
    public void wake() {
        rounds.wake();
    }

    private Duration round() {
        try {
            look();
            return PAUSE;
        } catch (JdbiException trouble) {
            LOG.atError()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("events could not be read for webhooks and are read again");
            return AFTER_TROUBLE;
        }
    }

    /// Begins what calls are due.
    private void look() {
        var all = webhooks.all();
        if (all.isEmpty()) {
            seen = -1;
            return;
        }
        long last = feed.last();
        var concerned = seen >= 0 && last > seen ? feed.sites(seen, last) : Set.<Long>of();
        seen = last;
        for (var webhook : all) {
            if (rounds.closing()) return;
            if (concerns(webhook, concerned)) newest.put(webhook.id(), last);
            if (!waits(webhook)) continue;
            if (!room.tryAcquire()) return;
            begin(webhook.id());
        }
    }

    private static boolean concerns(Webhook webhook, Set<Long> sites) {
        return webhook.siteId() == null ? !sites.isEmpty() : sites.contains(webhook.siteId());
    }

    private boolean waits(Webhook webhook) {
        if (webhook.paused() != null || calling.containsKey(webhook.id())) return false;
        var trouble = webhook.trouble();
        if (trouble != null) return !trouble.next().isAfter(clock.now());
        var done = told.get(webhook.id());
        return done == null || newest.getOrDefault(webhook.id(), 0L) > done;
    }

    private void begin(long id) {
        // Within the map's lock, so that a thread that ends at once is not put in after that.
        calling.compute(id, (_, _) -> Threads.virtual("webhook", () -> run(id)));
    }

    private void run(long id) {
        try {
            tell(id);
        } catch (StorageException | JdbiException trouble) {
            LOG.atError()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("what a call to a webhook came to could not be kept; it is called again");
        } finally {
            calling.remove(id);
            room.release();
        }
    }

    /// Tells all that waits, call by call, until there is nothing more or a call is not taken.
    private void tell(long id) throws StorageException {
        boolean more = true;
        while (more && !rounds.closing()) {
            var webhook = webhooks.withId(id);
            more = webhook.isPresent() && webhook.get().paused() == null && tellNext(webhook.get());
        }
    }

    private boolean tellNext(Webhook webhook) throws StorageException {
        var page = feed.next(webhook);
        if (page.events().isEmpty()) return passOver(webhook, page.until());
        var message =
                "msg_%d_%d_%d"
                        .formatted(webhook.id(), page.events().getFirst().number(), page.until());
        var events = page.events().stream().map(EventFeed.Numbered::told).toList();
        var now = clock.now();
        var answer = caller.call(webhook, message, "events", events);
        // A call that was cut short by our own end says nothing of the receiver.
        if (!answer.taken() && rounds.closing()) return false;
        log.add(webhook, new CallLog.Call(now, message, events.size(), answer));
        if (answer.taken()) webhooks.advance(webhook, page.until());
        else repeatLater(webhook, page.until(), answer);
        return answer.taken();
    }

    /// Nothing of it was for that webhook.
    ///
    /// @return whether there is more, since somebody has rewound it meanwhile
    private boolean passOver(Webhook webhook, long until) throws StorageException {
        if (until - webhook.position() > SCANNED_AGAIN || webhook.trouble() != null) {
            webhooks.advance(webhook, until);
            return true;
        }
        told.put(webhook.id(), until);
        return webhooks.withId(webhook.id())
                .filter(now -> now.position() != webhook.position())
                .isPresent();
    }

    private void repeatLater(Webhook webhook, long until, CallResult answer)
            throws StorageException {
        var now = clock.now();
        var before = webhook.trouble();
        var since = before == null ? now : before.since();
        int calls = before == null ? 1 : before.calls() + 1;
        var next = now.plus(wait(calls, answer));
        webhooks.failed(webhook, new Webhook.Trouble(since, calls, until, next, answer.trouble()));
        boolean late = !now.isBefore(since.plus(PATIENCE));
        if (late || answer.gone()) webhooks.giveUp(webhook, answer.trouble());
    }

    private static Duration wait(int calls, CallResult answer) {
        var usual = WAITS.get(Math.min(calls, WAITS.size()) - 1);
        var wish = answer.again();
        return wish == null || wish.compareTo(usual) < 0 ? usual : wish;
    }

    /// Calls it once with a message that tells of nothing, whatever state it is in.
    public CallResult test(Webhook webhook) throws StorageException {
        var now = clock.now();
        var message = "msg_%d_test_%d".formatted(webhook.id(), now.toEpochMilli());
        var answer = caller.call(webhook, message, "test", List.of());
        log.add(webhook, new CallLog.Call(now, message, 0, answer));
        return answer;
    }

    /// Tells it once more what happened since then, as far as that is kept.
    public Webhook replay(String name, Instant since) throws Objection, StorageException {
        var webhook = webhooks.named(name);
        webhooks.rewind(webhook, Math.min(feed.before(since), webhook.position()));
        told.remove(webhook.id());
        wake();
        return webhooks.named(name);
    }

    /// How many events were written since the last one that a webhook was told of, for it or not.
    public long behind(Webhook webhook) {
        return feed.last() - Math.max(webhook.position(), told.getOrDefault(webhook.id(), 0L));
    }

    @Override
    public void close() {
        rounds.close();
        var threads = List.copyOf(calling.values());
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) {
                var _ = clock.join(thread, TO_END);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
