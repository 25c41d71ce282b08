package dev.facteur.submit;

import dev.facteur.mail.MailId;
import dev.facteur.platform.db.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An earlier submission whose key has come again.
///
/// @param sameContent false when the client has used its idempotency key for another message
record Repeat(MailId first, boolean sameContent) {

    /// Takes the key for this submission, or tells who has it. Almost always nobody has, and one
    /// statement is enough.
    static @Nullable Repeat orTake(
            Transaction transaction, Fingerprint.Mark mark, MailId mail, Instant now)
            throws SQLException {
        int taken =
                transaction.update(
                        """
                        INSERT INTO submission_key (key, content, mail_id, at) VALUES (?, ?, ?, ?)
                        ON CONFLICT (key) DO UPDATE SET
                            content = excluded.content, mail_id = excluded.mail_id, at = excluded.at
                        WHERE at <= ?\
                        """,
                        mark.key,
                        mark.content,
                        mail.value(),
                        now,
                        now.minus(Acceptance.REPEATS));
        return taken == 1 ? null : holder(transaction, mark);
    }

    private static Repeat holder(Transaction transaction, Fingerprint.Mark mark)
            throws SQLException {
        return transaction
                .one(
                        "SELECT mail_id, content FROM submission_key WHERE key = ?",
                        row ->
                                new Repeat(
                                        new MailId(row.getLong(1)),
                                        Arrays.equals(row.getBytes(2), mark.content)),
                        mark.key)
                .orElseThrow();
    }
}
