package dev.facteur.retention;

import dev.facteur.mail.MailId;
import dev.facteur.platform.db.Transaction;
import dev.facteur.suppress.Pseudonyms;
import dev.facteur.suppress.SuppressionTable;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The statements that take a person out of the database.
final class ErasedRows {
    /// Whom a recipient is after he was erased; so the others keep their numbers, and what comes
    /// back of him is not taken for theirs.
    private static final String NOBODY = "erased@erased.invalid";

    private static final String NOWHERE = "erased.invalid";

    private ErasedRows() {}

    /// @return false when the mail is on its way
    static boolean mail(Transaction transaction, MailId mail) throws SQLException {
        if (isOpen(transaction, mail.value(), null)) return false;
        MailRows.delete(transaction, mail.value());
        return true;
    }

    /// The text of the mail names all to whom it went, so it goes too; where others wait for it,
    /// with the last of them.
    ///
    /// @return false when the mail is on its way to him
    static boolean part(Transaction transaction, Traces.Part part) throws SQLException {
        long mail = part.mail().value();
        if (isOpen(transaction, mail, part.recipient())) return false;
        transaction.update(
                """
                UPDATE recipient SET address = ?, domain = ?, original_recipient = NULL,
                    last_reply = '', remote_id = '', return_told = 2
                WHERE mail_id = ? AND number = ?\
                """,
                NOBODY,
                NOWHERE,
                mail,
                part.recipient());
        transaction.update(
                "DELETE FROM event WHERE mail_id = ? AND recipient = ?", mail, part.recipient());
        content(transaction, part.mail());
        return true;
    }

    /// What stands in a mail is forgotten: now, or when it has ended.
    static void content(Transaction transaction, MailId mail) throws SQLException {
        transaction.update(
                """
                UPDATE mail SET keeps_content = 0,
                    content_key = CASE WHEN finished_at IS NULL THEN content_key END
                WHERE id = ?\
                """,
                mail.value());
    }

    private static boolean isOpen(Transaction transaction, long mail, @Nullable Integer number)
            throws SQLException {
        return transaction
                .one(
                        """
                        SELECT 1 FROM recipient WHERE mail_id = ? AND number = coalesce(?, number)
                            AND state IN ('scheduled', 'queued', 'leased', 'held')\
                        """,
                        _ -> true,
                        mail,
                        number)
                .orElse(false);
    }

    /// What was not read yet may speak of others too, of whom it would never be heard then.
    ///
    /// @return false when nobody has read it yet
    static boolean evidence(Transaction transaction, long number) throws SQLException {
        transaction.update("DELETE FROM evidence WHERE id = ? AND read_at IS NOT NULL", number);
        return transaction
                .one("SELECT 1 FROM evidence WHERE id = ?", _ -> false, number)
                .orElse(true);
    }

    static void tests(Transaction transaction, Person person) throws SQLException {
        // Those of one site's mails went with them.
        if (person.siteId() != null) return;
        var address = person.address().toString();
        transaction.update(
                "DELETE FROM test_mail WHERE address = ? COLLATE NOCASE OR sender = ? COLLATE NOCASE",
                address,
                address);
    }

    static void softBounces(Transaction transaction, Person person) throws SQLException {
        transaction.update(
                "DELETE FROM soft_bounce WHERE address = ? AND site_id = coalesce(?, site_id)",
                person.key(),
                person.siteId());
    }

    static void hideSuppressions(Transaction transaction, Person person, Pseudonyms pseudonyms)
            throws SQLException {
        var pseudonym = pseudonyms.of(person.key());
        SuppressionTable.hide(transaction, person.siteId(), person.key(), pseudonym);
    }

    /// Both those that say the address and those that were hidden before.
    static void suppressions(Transaction transaction, Person person, Pseudonyms pseudonyms)
            throws SQLException {
        transaction.update(
                """
                DELETE FROM suppression
                WHERE address IN (?, ?) AND site_id = coalesce(?, site_id)\
                """,
                person.key(),
                pseudonyms.of(person.key()),
                person.siteId());
    }
}
