package dev.facteur.track;

import dev.facteur.event.EventLog;
import dev.facteur.event.Origin;
import dev.facteur.event.Source;
import dev.facteur.mail.MailId;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Committer;
import dev.facteur.platform.db.Transaction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes hits down as events. They wait some seconds, so that those that belong together are seen
/// together, and are written many at once: whoever follows a link never waits for the disk, and
/// mail never waits for him.
///
/// What waits is lost in a crash, and what comes when too many wait is not counted: better so than
/// that a crowd of scanners slows down mail. Safe for use by many threads.
public final class Hits implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hits.class);
    private static final int MOST_WAITING = 20_000;
    private static final int AT_ONCE = 200;

    /// Of one mail; then nothing more is learned from another one.
    private static final int MOST_OF_A_MAIL = 500;

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Committer committer;
    private final Clock clock;
    private final Rounds rounds;
    private final ArrayBlockingQueue<Hit> arrived = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Counter taken;
    private final Counter dropped;

    // Used by one thread at a time.
    private List<Hit> waiting = new ArrayList<>();

    public Hits(Committer committer, Clock clock, MeterRegistry registry) {
        this.committer = committer;
        this.clock = clock;
        this.rounds = new Rounds("tracking", this::round, clock);
        this.taken = counter(registry, "taken");
        this.dropped = counter(registry, "dropped");
    }

    private static Counter counter(MeterRegistry registry, String result) {
        return Counter.builder("facteur.tracking.hits")
                .description("Images fetched and links followed")
                .tag("result", result)
                .register(registry);
    }

    public void start() {
        rounds.start();
    }

    void take(Hit hit) {
        (arrived.offer(hit) ? taken : dropped).increment();
    }

    private Duration round() {
        settle(clock.now().minus(Settling.TOGETHER));
        return PAUSE;
    }

    /// Writes those that came before that time.
    private synchronized void settle(Instant until) {
        arrived.drainTo(waiting);
        var all = copies(waiting);
        var later = new ArrayList<Hit>();
        var ripe = new ArrayList<List<Hit>>();
        for (var copy : all) {
            boolean due = copy.stream().anyMatch(hit -> hit.at().isBefore(until));
            if (due) ripe.add(copy);
            else later.addAll(copy);
        }
        waiting = later;
        for (int from = 0; from < ripe.size(); from += AT_ONCE) {
            write(ripe.subList(from, Math.min(ripe.size(), from + AT_ONCE)));
        }
    }

    /// Hits of the same copy of a mail, in the order of the first of each.
    private static List<List<Hit>> copies(List<Hit> hits) {
        var copies = new LinkedHashMap<Tracked, List<Hit>>();
        for (var hit : hits) {
            copies.computeIfAbsent(hit.tracked(), _ -> new ArrayList<>()).add(hit);
        }
        return List.copyOf(copies.values());
    }

    private void write(List<List<Hit>> copies) {
        try {
            committer.commit(transaction -> {
                for (var copy : copies) write(transaction, copy);
                return copies.size();
            });
        } catch (StorageException trouble) {
            LOG.atWarn()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("opens and clicks could not be written and are not counted");
        }
    }

    private void write(Transaction transaction, List<Hit> copy) throws SQLException {
        var tracked = copy.getFirst().tracked();
        var mail = tracked.mail();
        long room = MOST_OF_A_MAIL - count(transaction, mail);
        if (!isKnown(transaction, tracked)) return;
        var delivered = delivered(transaction, tracked);
        var now = clock.now();
        for (var hit : copy) {
            if (room <= 0) return;
            var reader = Settling.reader(hit, copy, delivered);
            var origin = new Origin(Source.TRACKING, "", Settling.id(hit, reader), null);
            var echo = Settling.echo(hit, reader);
            if (EventLog.append(transaction, mail, tracked.recipient(), now, echo, origin)) room--;
        }
    }

    /// Links live longer than what is known of their mail.
    private static boolean isKnown(Transaction transaction, Tracked tracked) throws SQLException {
        return transaction
                .one(
                        """
                        SELECT 1 FROM recipient WHERE mail_id = ? AND number = coalesce(?, number)\
                        """,
                        row -> row.getInt(1),
                        tracked.mail().value(),
                        tracked.recipient())
                .isPresent();
    }

    private static long count(Transaction transaction, MailId mail) throws SQLException {
        return transaction
                .one(
                        "SELECT count(*) FROM event WHERE mail_id = ? AND source = ?",
                        row -> row.getLong(1),
                        mail.value(),
                        Source.TRACKING.word())
                .orElse(0L);
    }

    private static @Nullable Instant delivered(Transaction transaction, Tracked tracked)
            throws SQLException {
        return transaction
                .one(
                        """
                        SELECT at FROM event WHERE mail_id = ? AND kind = 'delivered'
                            AND recipient = coalesce(?, recipient) ORDER BY id LIMIT 1\
                        """,
                        row -> Instant.ofEpochMilli(row.getLong(1)),
                        tracked.mail().value(),
                        tracked.recipient())
                .orElse(null);
    }

    /// Writes what waits.
    @Override
    public void close() {
        rounds.close();
        settle(Instant.MAX);
    }
}
