package dev.facteur.feedback.echo;

import dev.facteur.event.Echo;
import dev.facteur.event.EventLog;
import dev.facteur.event.Origin;
import dev.facteur.event.Source;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import dev.facteur.queue.Queue;
import dev.facteur.queue.Recipients;
import dev.facteur.suppress.SuppressionRules;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The one place where what comes back is kept and settled: evidence first, then for each echo its
/// event and what follows from it, in one transaction.
///
/// Thread-safe. Every method that writes returns once it is on stable storage.
public final class Echoes {
    private static final int LONGEST_ID = 200;
    private static final int LONGEST_TROUBLE = 500;
    private static final int FORGOTTEN_AT_ONCE = 500;

    private final Database database;
    private final Queue queue;
    private final Clock clock;
    private final MeterRegistry registry;
    private final boolean passOn;

    /// @param passOn whether senders are told of mail that came back
    public Echoes(
            Database database, Queue queue, Clock clock, MeterRegistry registry, boolean passOn) {
        this.database = database;
        this.queue = queue;
        this.clock = clock;
        this.registry = registry;
        this.passOn = passOn;
    }

    /// What became of the echoes of one piece of evidence.
    ///
    /// @param events stored
    /// @param known repetitions
    /// @param strange about mails that are not ours, or no longer known
    public record Tally(int events, int known, int strange) {}

    /// Keeps what came, to be read by [EchoReading]. Whoever sent it may be told so then.
    ///
    /// @return its number
    public long keep(Evidence evidence) throws StorageException {
        var now = clock.now();
        return database.committer()
                .commit(transaction ->
                        transaction.insert(
                                """
                                INSERT INTO evidence (source, party, route, at, content)
                                VALUES (?, ?, ?, ?, ?)\
                                """,
                                evidence.source().word(),
                                evidence.party(),
                                evidence.route(),
                                now,
                                evidence.content()));
    }

    /// Whether one of them is about a mail that is known here.
    public boolean knows(List<Heard> heard) throws StorageException {
        return database.committer()
                .commit(transaction -> {
                    for (var one : heard) {
                        if (Matching.of(transaction, one.about()).isPresent()) return true;
                    }
                    return false;
                });
    }

    /// Evidence that nobody has read yet.
    record Unread(long number, Evidence evidence) {}

    /// The oldest that was not read, null when all was.
    @Nullable Unread unread() {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        """
                                        SELECT id, source, party, route, content FROM evidence
                                        WHERE read_at IS NULL ORDER BY id LIMIT 1\
                                        """)
                                .map((row, _) -> new Unread(row.getLong("id"), evidence(row)))
                                .findOne()
                                .orElse(null));
    }

    /// Empty when it was never there, or is not kept any more.
    public Optional<KeptEvidence> evidence(long number) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery("SELECT * FROM evidence WHERE id = :id")
                                .bind("id", number)
                                .map((row, _) -> kept(row))
                                .findOne());
    }

    private static KeptEvidence kept(ResultSet row) throws SQLException {
        long readAt = row.getLong("read_at");
        var read = row.wasNull() ? null : Instant.ofEpochMilli(readAt);
        return new KeptEvidence(
                evidence(row),
                Instant.ofEpochMilli(row.getLong("at")),
                read,
                row.getInt("events"),
                row.getInt("strange"),
                row.getString("trouble"));
    }

    private static Evidence evidence(ResultSet row) throws SQLException {
        return new Evidence(
                Source.of(row.getString("source")),
                row.getString("party"),
                row.getString("route"),
                row.getBytes("content"));
    }

    /// Stores what was read from evidence, once: of evidence that was settled before nothing is
    /// stored again.
    public Tally settle(long number, Evidence evidence, List<Heard> heard) throws StorageException {
        var now = clock.now();
        var finished = new ArrayList<Long>();
        var tally =
                database.committer()
                        .commit(transaction -> {
                            // Work whose group fails is run again.
                            finished.clear();
                            var settled =
                                    settle(transaction, number, evidence, heard, now, finished);
                            close(transaction, number, settled, "", now);
                            return settled;
                        });
        finished.forEach(queue::letGo);
        count(evidence, heard, tally);
        return tally;
    }

    /// Notes that nothing can be read from it.
    void giveUp(long number, Evidence evidence, String why) throws StorageException {
        var now = clock.now();
        var trouble = why.length() > LONGEST_TROUBLE ? why.substring(0, LONGEST_TROUBLE) : why;
        database.committer()
                .commit(transaction -> {
                    close(transaction, number, new Tally(0, 0, 0), trouble, now);
                    return 0;
                });
        counter(evidence, "unreadable", 1);
    }

    /// Forgets some of the evidence that is older than it is kept. To be called every little while.
    ///
    /// @return whether there may be more
    public boolean forget(Duration kept) throws StorageException {
        var until = clock.now().minus(kept);
        return database.committer()
                .commit(transaction ->
                        transaction.update(
                                        """
                                        DELETE FROM evidence WHERE id IN (
                                            SELECT id FROM evidence
                                            WHERE at < ? AND read_at IS NOT NULL
                                            ORDER BY at LIMIT ?)\
                                        """,
                                        until,
                                        FORGOTTEN_AT_ONCE)
                                == FORGOTTEN_AT_ONCE);
    }

    /// @param finished gets the segments of mails that are finished by this
    private Tally settle(
            Transaction transaction,
            long number,
            Evidence evidence,
            List<Heard> heard,
            Instant now,
            List<Long> finished)
            throws SQLException {
        int events = 0;
        int known = 0;
        int strange = 0;
        for (var one : heard) {
            var match = Matching.of(transaction, one.about()).orElse(null);
            if (match == null) {
                strange++;
            } else if (isNew(transaction, match, origin(number, evidence, one), one, now)) {
                events++;
                follow(transaction, match, one, number, now).ifPresent(finished::add);
                if (passOn && isOwed(evidence, one)) owe(transaction, match);
            } else {
                known++;
            }
        }
        return new Tally(events, known, strange);
    }

    private static Origin origin(long number, Evidence evidence, Heard heard) {
        var id = heard.id();
        var bounded = id.length() > LONGEST_ID ? id.substring(0, LONGEST_ID) : id;
        return new Origin(evidence.source(), evidence.party(), bounded, number);
    }

    private static boolean isNew(
            Transaction transaction, Matching.Match match, Origin origin, Heard heard, Instant now)
            throws SQLException {
        return EventLog.append(
                transaction, match.mail(), match.recipient(), now, heard.echo(), origin);
    }

    /// @return the segment of a mail that is finished by this
    private OptionalLong follow(
            Transaction transaction, Matching.Match match, Heard heard, long number, Instant now)
            throws SQLException {
        var recipient = match.recipient();
        if (recipient == null) return OptionalLong.empty();
        var subject = Recipients.subject(transaction, match.mail(), recipient, number);
        if (subject.isPresent()) {
            SuppressionRules.apply(transaction, subject.get(), heard.echo(), now);
        }
        return queue.note(transaction, match.mail(), recipient, heard.echo(), now);
    }

    /// Whether a mail was given up, by somebody who is believed.
    private static boolean isOwed(Evidence evidence, Heard heard) {
        if (!(heard.echo() instanceof Echo.Bounced bounced)) return false;
        return switch (evidence.source()) {
            // A provider may try again what it calls soft; a server that reports a failure does not
            // (RFC 3464 §2.3.3).
            case WEBHOOK -> bounced.hard();
            case BOUNCE -> heard.about().isProved();
            case COMPLAINT, TRACKING -> false;
        };
    }

    private void owe(Transaction transaction, Matching.Match match) throws SQLException {
        var recipient = match.recipient();
        if (recipient != null) queue.owe(transaction, match.mail(), recipient);
    }

    private static void close(
            Transaction transaction, long number, Tally tally, String trouble, Instant now)
            throws SQLException {
        transaction.update(
                """
                UPDATE evidence SET read_at = ?, events = ?, strange = ?, trouble = ? WHERE id = ?\
                """,
                now,
                tally.events(),
                tally.strange(),
                trouble,
                number);
    }

    private void count(Evidence evidence, List<Heard> heard, Tally tally) {
        counter(evidence, "stored", tally.events());
        counter(evidence, "known", tally.known());
        counter(evidence, "strange", tally.strange());
        if (heard.isEmpty()) counter(evidence, "empty", 1);
    }

    /// What a party is called may be invented by strangers, so it is no tag.
    private void counter(Evidence evidence, String result, int count) {
        if (count == 0) return;
        registry.counter("facteur.echoes", "source", evidence.source().word(), "result", result)
                .increment(count);
    }
}
