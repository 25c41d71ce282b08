package dev.facteur.queue;

import dev.facteur.mail.MailId;
import dev.facteur.mail.Stream;
import dev.facteur.platform.db.Transaction;
import dev.facteur.suppress.SuppressionRules.Subject;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says who the recipients of mails are.
public final class Recipients {
    private Recipients() {}

    /// One of them, as somebody whom later mail may go to or not.
    ///
    /// @param evidence what an event about him was read from; null for none
    public static Optional<Subject> subject(
            Transaction transaction, MailId mail, int number, @Nullable Long evidence)
            throws SQLException {
        return transaction.one(
                "SELECT site_id, stream, address FROM recipient WHERE mail_id = ? AND number = ?",
                row ->
                        new Subject(
                                row.getLong(1),
                                Stream.of(row.getString(2)),
                                row.getString(3),
                                mail,
                                evidence),
                mail.value(),
                number);
    }
}
