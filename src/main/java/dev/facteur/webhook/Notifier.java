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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells webhooks of events, each in order and at least once: a call that is not taken is repeated
/// with the same events before anything newer is told. One that takes nothing for three days is
/// paused, and what happens waits for it.
///
/// A round each second asks once which sites something new has happened to, whoever wants to know
/// it, and looks at those webhooks only that it concerns; the others are not even read. Each has
/// one call under way at most, on a thread of its own.
public final class Notifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofDays(3);
    private static final int CALLS_AT_ONCE = 32;
    private static final Duration NOTED_EVERY = Duration.ofMinutes(5);
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

    /// Up to where each had been told all when it was looked at last.
    private final Map<Long, Told> told = new ConcurrentHashMap<>();

    /// Those that are to be called, and up to which event there is nothing for each. The round's
    /// own, as `seen`.
    private final Map<Long, Long> waiting = new LinkedHashMap<>();

    /// Those whose position somebody has changed, or who have to be called for another reason than
    /// an event.
    private final Set<Long> stirred = ConcurrentHashMap.newKeySet();

    /// Negative before the first look: then each webhook is looked at, and all of history need not
    /// be read to know whom it concerns.
    private long seen = -1;

    /// @param position in the database, then; while it is the same, nobody has rewound it
    /// @param until the last event there was
    private record Told(long position, long until) {}

    /// Held while positions are changed without a call.
    private final ReentrantLock moving = new ReentrantLock();

    private long noted = -1;
    private Instant notedAt = Instant.EPOCH;

    /// Whether somebody waits for the end of another's call.
    private volatile boolean crowded;

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
            noteIdle();
            return PAUSE;
        } catch (StorageException | JdbiException trouble) {
            LOG.atError()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("events could not be read for webhooks and are read again");
            return AFTER_TROUBLE;
        }
    }

    /// Begins what calls are due. While nothing happens that is two small questions.
    private void look() {
        stirred.removeIf(id -> {
            waiting.put(id, 0L);
            return true;
        });
        long last = feed.last();
        if (seen < 0) webhooks.told().forEach(id -> waiting.put(id, 0L));
        else if (last > seen) await(webhooks.concernedBy(feed.sites(seen, last)));
        seen = last;
        webhooks.toBeRepeated(clock.now()).forEach(id -> waiting.putIfAbsent(id, 0L));
        beginWaiting();
    }

    /// Those that did not wait and are not being called were told all up to the last round.
    private void await(Set<Long> concerned) {
        for (var id : concerned) {
            waiting.putIfAbsent(id, calling.containsKey(id) ? 0L : seen);
        }
    }

    private void beginWaiting() {
        crowded = false;
        for (var waits = waiting.entrySet().iterator(); waits.hasNext(); ) {
            var next = waits.next();
            if (rounds.closing()) return;
            // Its thread may have looked for events before the newest one was there.
            if (calling.containsKey(next.getKey())) continue;
            if (!room.tryAcquire()) {
                crowded = true;
                return;
            }
            waits.remove();
            begin(next.getKey(), next.getValue());
        }
    }

    /// Notes how far those are for whom there was nothing: after a restart each would have to read
    /// everything since its last call.
    private void noteIdle() throws StorageException {
        var now = clock.now();
        if (!waiting.isEmpty() || seen == noted || now.isBefore(notedAt.plus(NOTED_EVERY))) return;
        moving.lock();
        try {
            var busy = new HashSet<>(calling.keySet());
            busy.addAll(stirred);
            webhooks.passOver(seen, busy);
        } finally {
            moving.unlock();
        }
        noted = seen;
        notedAt = now;
    }

    private void begin(long id, long after) {
        // Within the map's lock, so that a thread that ends at once is not put in after that.
        calling.compute(id, (_, _) -> Threads.virtual("webhook", () -> run(id, after)));
    }

    private void run(long id, long after) {
        try {
            tell(id, after);
        } catch (StorageException | JdbiException trouble) {
            LOG.atError()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("what a call to a webhook came to could not be kept; it is called again");
            stirred.add(id);
        } finally {
            calling.remove(id);
            room.release();
            if (crowded) rounds.wake();
        }
    }

    /// Tells all that waits, call by call, until there is nothing more or a call is not taken.
    ///
    /// @param after up to which there is nothing for it; 0 where that is not known
    private void tell(long id, long after) throws StorageException {
        boolean more = true;
        while (more && !rounds.closing()) {
            var webhook = webhooks.withId(id);
            more =
                    webhook.isPresent()
                            && webhook.get().paused() == null
                            && tellNext(webhook.get(), after);
        }
    }

    private boolean tellNext(Webhook webhook, long after) throws StorageException {
        var page = feed.next(webhook, start(webhook, after));
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

    private long start(Webhook webhook, long after) {
        var before = told.get(webhook.id());
        if (before == null || before.position() != webhook.position()) return webhook.position();
        return Math.max(after, before.until());
    }

    /// Nothing of it was for that webhook.
    ///
    /// @return whether there is more, since somebody has rewound it meanwhile
    private boolean passOver(Webhook webhook, long until) throws StorageException {
        if (until - webhook.position() > SCANNED_AGAIN || webhook.trouble() != null) {
            webhooks.advance(webhook, until);
            return true;
        }
        told.put(webhook.id(), new Told(webhook.position(), until));
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

    /// It is called at once, from where it stopped.
    public Webhook resume(String name) throws Objection, StorageException {
        moving.lock();
        try {
            var webhook = webhooks.resume(name);
            stir(webhook);
            return webhook;
        } finally {
            moving.unlock();
        }
    }

    private void stir(Webhook webhook) {
        stirred.add(webhook.id());
        wake();
    }

    /// It is called as it was asked for from now on; at once, where it took nothing before.
    public Webhook change(String name, Webhooks.Change change) throws Objection, StorageException {
        moving.lock();
        try {
            var before = webhooks.named(name);
            var changed = webhooks.change(before, change, start(before, 0));
            told.remove(before.id());
            stir(changed);
            return changed;
        } finally {
            moving.unlock();
        }
    }

    /// Tells it once more what happened since then, as far as that is kept.
    public Webhook replay(String name, Instant since) throws Objection, StorageException {
        var webhook = webhooks.named(name);
        moving.lock();
        try {
            webhooks.rewind(webhook, Math.min(feed.before(since), webhook.position()));
            stir(webhook);
        } finally {
            moving.unlock();
        }
        return webhooks.named(name);
    }

    /// How many events were written since the last one that a webhook was told of, for it or not.
    public long behind(Webhook webhook) {
        return feed.last() - start(webhook, 0);
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
