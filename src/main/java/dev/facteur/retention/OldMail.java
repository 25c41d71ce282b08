package dev.facteur.retention;

import dev.facteur.mail.MailId;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Forgets mail whose time is over, some at a time: whoever hands mail over waits for the committer
/// meanwhile. Mail that has not ended is never among it.
final class OldMail {
    /// A few milliseconds' work each.
    private static final int CONTENTS_AT_ONCE = 500;

    private static final int MAILS_AT_ONCE = 50;

    private final Database database;
    private final Clock clock;

    OldMail(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Forgets the keys of some mails of a site: nobody reads their bytes any more.
    ///
    /// @return of how many
    int forgetContents(long siteId) throws StorageException {
        var now = clock.now();
        return database.committer()
                .commit(transaction -> {
                    var until = now.minus(Retentions.of(transaction, siteId).bodies());
                    return transaction.update(
                            """
                            UPDATE mail SET content_key = NULL WHERE id IN (
                                SELECT id FROM mail INDEXED BY mail_content
                                WHERE site_id = ? AND id < ? AND content_key IS NOT NULL
                                    AND finished_at <= ? ORDER BY id LIMIT ?)\
                            """,
                            siteId,
                            acceptedBy(until),
                            until,
                            CONTENTS_AT_ONCE);
                });
    }

    boolean mayHoldMoreContents(int forgotten) {
        return forgotten == CONTENTS_AT_ONCE;
    }

    /// Deletes some mails of a site with all that is known of them.
    ///
    /// @return how many
    int forgetMails(long siteId) throws StorageException {
        var now = clock.now();
        return database.committer()
                .commit(transaction -> {
                    var until = now.minus(Retentions.of(transaction, siteId).events());
                    var old =
                            transaction.query(
                                    """
                                    SELECT id FROM mail WHERE site_id = ? AND id < ?
                                        AND finished_at <= ? ORDER BY id LIMIT ?\
                                    """,
                                    row -> row.getLong(1),
                                    siteId,
                                    acceptedBy(until),
                                    until,
                                    MAILS_AT_ONCE);
                    for (long mail : old) MailRows.delete(transaction, mail);
                    return old.size();
                });
    }

    boolean mayHoldMoreMails(int forgotten) {
        return forgotten == MAILS_AT_ONCE;
    }

    /// Ids follow the time at which mail was accepted, which is before it ended: so the index leads
    /// past all that is younger.
    private static long acceptedBy(Instant until) {
        return until.isBefore(Instant.EPOCH) ? 0 : MailId.firstAfter(until).value();
    }

    /// All sites that have mail here, also those that are gone. As many steps as there are sites.
    List<Long> sites() {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        """
                                        WITH RECURSIVE known (id) AS (
                                            SELECT min(site_id) FROM mail
                                            UNION ALL
                                            SELECT (SELECT min(site_id) FROM mail
                                                WHERE site_id > known.id)
                                            FROM known WHERE known.id IS NOT NULL)
                                        SELECT id FROM known WHERE id IS NOT NULL\
                                        """)
                                .mapTo(Long.class)
                                .list());
    }

    /// The segments that hold bytes somebody can still read. As many steps as there are segments.
    Set<Long> segments() {
        return database.reads()
                .withHandle(handle ->
                        new HashSet<>(
                                handle.createQuery(
                                                """
                                                WITH RECURSIVE kept (id) AS (
                                                    SELECT min(segment) FROM mail
                                                    WHERE content_key IS NOT NULL
                                                    UNION ALL
                                                    SELECT (SELECT min(segment) FROM mail
                                                        WHERE segment > kept.id
                                                            AND content_key IS NOT NULL)
                                                    FROM kept WHERE kept.id IS NOT NULL)
                                                SELECT id FROM kept WHERE id IS NOT NULL\
                                                """)
                                        .mapTo(Long.class)
                                        .list()));
    }
}
