package dev.facteur.retention;

import dev.facteur.platform.db.Transaction;
import java.sql.SQLException;

/// The statements that delete all that is known of one mail.
final class MailRows {
    private MailRows() {}

    /// The mail has ended; its key goes with its row.
    static void delete(Transaction transaction, long mail) throws SQLException {
        var evidence =
                transaction.query(
                        """
                        SELECT DISTINCT evidence FROM event
                        WHERE mail_id = ? AND evidence IS NOT NULL\
                        """,
                        row -> row.getLong(1),
                        mail);
        transaction.update("DELETE FROM event WHERE mail_id = ?", mail);
        transaction.update("DELETE FROM recipient WHERE mail_id = ?", mail);
        transaction.update(
                """
                DELETE FROM mail_tag WHERE (tag, mail_id) IN (
                    SELECT tag.value, mail.id FROM mail, json_each(mail.labels, '$.tags') AS tag
                    WHERE mail.id = ? AND mail.labels <> '')\
                """,
                mail);
        transaction.update("DELETE FROM test_mail WHERE mail_id = ?", mail);
        transaction.update("DELETE FROM mail WHERE id = ?", mail);
        for (long number : evidence) deleteUnused(transaction, number);
    }

    /// What came back in one piece may speak of other mails too; it goes with the last of them.
    private static void deleteUnused(Transaction transaction, long evidence) throws SQLException {
        transaction.update(
                """
                DELETE FROM evidence WHERE id = ? AND read_at IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM event WHERE evidence = ?)\
                """,
                evidence,
                evidence);
    }
}
