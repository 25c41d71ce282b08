package dev.facteur.queue;

import dev.facteur.event.Echo;
import dev.facteur.mail.MailId;
import dev.facteur.platform.db.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Notes in the queue what came back, as part of somebody's unit of work.
public final class Fates {
    private Fates() {}

    private record Known(@Nullable Fate fate, @Nullable Instant since) {}

    /// Changes the recipient's fate where the echo says more than was known.
    public static void note(Transaction transaction, MailId mail, int recipient, Echo echo)
            throws SQLException {
        var fate = Fate.of(echo).orElse(null);
        if (fate == null) return;
        var known = known(transaction, mail, recipient);
        if (!fate.replaces(known.fate(), known.since(), echo.happened())) return;
        transaction.update(
                "UPDATE recipient SET fate = ?, fate_at = ? WHERE mail_id = ? AND number = ?",
                fate.word(),
                echo.happened(),
                mail.value(),
                recipient);
    }

    private static Known known(Transaction transaction, MailId mail, int recipient)
            throws SQLException {
        return transaction
                .one(
                        "SELECT fate, fate_at FROM recipient WHERE mail_id = ? AND number = ?",
                        row -> {
                            var word = row.getString(1);
                            return word == null
                                    ? new Known(null, null)
                                    : new Known(
                                            Fate.of(word), Instant.ofEpochMilli(row.getLong(2)));
                        },
                        mail.value(),
                        recipient)
                .orElse(new Known(null, null));
    }
}
