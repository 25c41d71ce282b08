package dev.facteur.queue;

import dev.facteur.event.Echo;
import dev.facteur.mail.MailId;
import dev.facteur.platform.db.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Notes in the queue what came back, as part of somebody's unit of work.
final class Fates {
    /// The last that this gateway saw of him, who waits again, was an attempt of which nobody knows
    /// how it ended.
    private static final String UNCERTAIN =
            """
            SELECT kind = 'uncertain' FROM event
            WHERE mail_id = ? AND recipient = ? AND source IS NULL ORDER BY id DESC LIMIT 1\
            """;

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private Fates() {}

    private record Known(State state, @Nullable Fate fate, @Nullable Instant since) {}

    /// Changes the recipient's fate where the echo says more than was known. Where nobody knew
    /// whether the next server had the mail, any fate says that it had: he is delivered, and not
    /// tried again.
    ///
    /// @param now when it was told
    /// @return whether the mail is finished by that
    static boolean note(Transaction transaction, MailId mail, int recipient, Echo echo, Instant now)
            throws SQLException {
        var happened = believed(echo.happened(), now);
        var fate = Fate.of(echo).orElse(null);
        var known = known(transaction, mail, recipient);
        if (fate == null || known == null) return false;
        if (fate.replaces(known.fate(), known.since(), happened)) {
            transaction.update(
                    "UPDATE recipient SET fate = ?, fate_at = ? WHERE mail_id = ? AND number = ?",
                    fate.word(),
                    happened,
                    mail.value(),
                    recipient);
        }
        if (!isDoubtful(transaction, mail, recipient, known.state())) return false;
        transaction.update(
                "UPDATE recipient SET state = ? WHERE mail_id = ? AND number = ?",
                State.DELIVERED.word(),
                mail.value(),
                recipient);
        return QueueTable.finishIfDone(transaction, mail, now);
    }

    /// A time to come would keep all that is told later from holding; one that nobody has stated is
    /// 1970.
    private static Instant believed(Instant happened, Instant now) {
        boolean toCome = happened.isAfter(now.plus(CLOCKS_DIFFER));
        return toCome || !happened.isAfter(Instant.EPOCH) ? now : happened;
    }

    private static boolean isDoubtful(
            Transaction transaction, MailId mail, int recipient, State state) throws SQLException {
        if (state == State.HELD) return true;
        if (state != State.QUEUED) return false;
        return transaction
                .one(UNCERTAIN, row -> row.getBoolean(1), mail.value(), recipient)
                .orElse(false);
    }

    private static @Nullable Known known(Transaction transaction, MailId mail, int recipient)
            throws SQLException {
        return transaction
                .one(
                        "SELECT state, fate, fate_at FROM recipient WHERE mail_id = ? AND number = ?",
                        row -> {
                            var state = State.of(row.getString(1));
                            var word = row.getString(2);
                            return word == null
                                    ? new Known(state, null, null)
                                    : new Known(
                                            state,
                                            Fate.of(word),
                                            Instant.ofEpochMilli(row.getLong(3)));
                        },
                        mail.value(),
                        recipient)
                .orElse(null);
    }
}
