package dev.facteur.queue;

import dev.facteur.event.MailEvent;
import dev.facteur.mail.MailId;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Committer;
import dev.facteur.platform.db.Transaction;
import dev.facteur.spool.Spool;
import dev.facteur.suppress.SuppressionTable;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// What people change in the queue by hand. What is being attempted this moment is left alone.
final class Interventions {
    private static final List<State> WAITING = List.of(State.SCHEDULED, State.QUEUED, State.HELD);
    private final Committer committer;
    private final Spool spool;
    private final Clock clock;

    Interventions(Committer committer, Spool spool, Clock clock) {
        this.committer = committer;
        this.spool = spool;
        this.clock = clock;
    }

    int cancel(MailId mail, String by, IntPredicate whom) throws StorageException {
        var now = clock.now();
        record Cancelled(int recipients, @Nullable Long finishedSegment) {}
        var cancelled =
                committer.commit(transaction -> {
                    int count = 0;
                    for (var state : WAITING) {
                        for (int number : numbers(transaction, mail, state)) {
                            if (!whom.test(number)) continue;
                            var event = new MailEvent.Cancelled(by);
                            var end = new Settlement(number, State.CANCELLED, null, event, "");
                            QueueTable.settle(transaction, mail, state, end, now);
                            count++;
                        }
                    }
                    boolean finished = count > 0 && QueueTable.finishIfDone(transaction, mail, now);
                    return new Cancelled(count, finished ? segment(transaction, mail) : null);
                });
        if (cancelled.finishedSegment() != null) spool.finished(cancelled.finishedSegment());
        return cancelled.recipients();
    }

    /// The bytes are claimed first and let go of again unless this retry is what reopened the mail.
    /// Whether it has ended cannot be asked before: an attempt may end, or somebody else retry it,
    /// in between.
    int retry(MailId mail, String by, Duration lifetime, List<State> states)
            throws StorageException {
        var now = clock.now();
        var segment = committer.commit(transaction -> segment(transaction, mail));
        if (segment == null || !spool.revive(segment)) return 0;
        boolean reopened = false;
        try {
            var retried =
                    committer.commit(t -> retry(t, mail, by, states, now, now.plus(lifetime)));
            reopened = retried.reopened();
            return retried.recipients();
        } finally {
            if (!reopened) spool.finished(segment);
        }
    }

    private record Retried(int recipients, boolean reopened) {}

    private static Retried retry(
            Transaction transaction,
            MailId mail,
            String by,
            List<State> states,
            Instant now,
            Instant expires)
            throws SQLException {
        if (!QueueTable.keepsContent(transaction, mail)) return new Retried(0, false);
        int count = 0;
        for (var state : states) {
            for (int number : numbers(transaction, mail, state)) {
                var event = new MailEvent.Retried(by);
                var again = new Settlement(number, State.QUEUED, now, event, "");
                QueueTable.settle(transaction, mail, state, again, now);
                forgive(transaction, mail, number);
                QueueTable.renew(transaction, mail, number, now, expires);
                count++;
            }
        }
        return new Retried(count, count > 0 && QueueTable.reopen(transaction, mail));
    }

    /// Who wants another attempt wants it made; a wish of the recipient's stands all the same.
    private static void forgive(Transaction transaction, MailId mail, int number)
            throws SQLException {
        var subject = Recipients.subject(transaction, mail, number, null).orElse(null);
        if (subject == null) return;
        SuppressionTable.forgive(
                transaction, subject.siteId(), subject.stream(), subject.address());
    }

    private static List<Integer> numbers(Transaction transaction, MailId mail, State state)
            throws SQLException {
        return transaction.query(
                "SELECT number FROM recipient WHERE mail_id = ? AND state = ?",
                row -> row.getInt(1),
                mail.value(),
                state.word());
    }

    private static @Nullable Long segment(Transaction transaction, MailId mail)
            throws SQLException {
        return transaction
                .one("SELECT segment FROM mail WHERE id = ?", row -> row.getLong(1), mail.value())
                .orElse(null);
    }
}
