package dev.facteur.queue;

import dev.facteur.mail.MailId;
import dev.facteur.platform.db.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// Whose mail came back, and whether its sender was told: once for each recipient, whatever else
/// comes back of him.
final class Returns {
    private static final String SAID =
            """
            SELECT m.subject, m.message_id,
                coalesce(json_extract(e.detail, '$.status'), '') AS status,
                coalesce(json_extract(e.detail, '$.reply'), '') AS reply
            FROM mail m LEFT JOIN event e
                ON e.mail_id = m.id AND e.recipient = :number AND e.kind = 'bounced'
            WHERE m.id = :mail ORDER BY e.id DESC LIMIT 1\
            """;

    private Returns() {}

    /// The recipient's sender is to be told, unless that was settled before or the mail ended here:
    /// then he has a report already.
    ///
    /// A bounce may be faster than our own note that the mail was delivered.
    static void owe(Transaction transaction, MailId mail, int number) throws SQLException {
        transaction.update(
                """
                UPDATE recipient SET return_told = 1
                WHERE mail_id = ? AND number = ? AND return_told = 0
                    AND state NOT IN ('failed', 'expired', 'suppressed', 'cancelled')\
                """,
                mail.value(),
                number);
    }

    /// @return whether it was still to be told
    static boolean told(Transaction transaction, MailId mail, int number) throws SQLException {
        return transaction.update(
                        """
                        UPDATE recipient SET return_told = 2
                        WHERE mail_id = ? AND number = ? AND return_told = 1\
                        """,
                        mail.value(),
                        number)
                == 1;
    }

    static List<CameBack> owed(Jdbi reads, int limit) {
        return reads.withHandle(handle -> {
            var leases =
                    handle.createQuery(
                                    QueueReads.WAITING
                                            + """
                                            WHERE r.return_told = 1 AND r.state = 'delivered'
                                            ORDER BY r.mail_id, r.number LIMIT :limit\
                                            """)
                            .bind("limit", limit)
                            .reduceResultSet(
                                    new ArrayList<Lease>(),
                                    (all, row, context) -> QueueReads.group(all, row));
            return leases.stream().flatMap(lease -> each(handle, lease).stream()).toList();
        });
    }

    private static List<CameBack> each(Handle handle, Lease lease) {
        return lease.recipients().stream()
                .map(one -> new Lease(lease.mail(), lease.acceptedAt(), lease.lane(), List.of(one)))
                .map(one -> cameBack(handle, one))
                .toList();
    }

    private static CameBack cameBack(Handle handle, Lease lease) {
        return handle.createQuery(SAID)
                .bind("mail", lease.mail().id().value())
                .bind("number", lease.recipients().getFirst().recipient().number())
                .map((row, context) ->
                        new CameBack(
                                lease,
                                row.getString("subject"),
                                row.getString("message_id"),
                                row.getString("status"),
                                row.getString("reply")))
                .one();
    }
}
