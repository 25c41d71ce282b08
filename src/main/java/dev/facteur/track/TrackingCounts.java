package dev.facteur.track;

import dev.facteur.mail.MailId;
import dev.facteur.mail.Stream;
import dev.facteur.platform.db.Database;
import java.time.Instant;

/// Counts what is known of the mails of a site's stream. Also counts what providers told of them.
public final class TrackingCounts {
    private final Database database;

    public TrackingCounts(Database database) {
        this.database = database;
    }

    /// Copies of mails, one a recipient; of a mail whose recipients share their links, one for all.
    ///
    /// @param delivered recipients that the mail was handed over for
    /// @param opened by a person, himself or through the proxy of his provider
    /// @param openedByMachine by a machine only
    /// @param clicked by a person
    /// @param clickedByMachine by a machine only
    public record Counts(
            long mails,
            long delivered,
            long opened,
            long openedByMachine,
            long clicked,
            long clickedByMachine) {}

    public Counts counts(long siteId, Stream stream, Instant since) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        """
                                        WITH some AS MATERIALIZED (SELECT id FROM mail
                                            WHERE site_id = :site AND id >= :since AND stream = :stream),
                                        seen AS (SELECT e.mail_id, e.recipient,
                                            max(e.kind = 'opened' AND NOT json_extract(e.detail, '$.machine')) AS opened,
                                            max(e.kind = 'opened') AS fetched,
                                            max(e.kind = 'clicked' AND NOT json_extract(e.detail, '$.machine')) AS clicked,
                                            max(e.kind = 'clicked') AS followed,
                                            max(e.kind = 'delivered') AS delivered
                                            FROM some JOIN event e ON e.mail_id = some.id
                                            WHERE e.kind IN ('opened', 'clicked', 'delivered')
                                            GROUP BY e.mail_id, e.recipient)
                                        SELECT (SELECT count(*) FROM some), total(delivered), total(opened),
                                            total(fetched AND NOT opened), total(clicked),
                                            total(followed AND NOT clicked) FROM seen\
                                        """)
                                .bind("site", siteId)
                                .bind("since", MailId.firstAfter(since).value())
                                .bind("stream", stream.word())
                                .map((row, _) ->
                                        new Counts(
                                                row.getLong(1),
                                                row.getLong(2),
                                                row.getLong(3),
                                                row.getLong(4),
                                                row.getLong(5),
                                                row.getLong(6)))
                                .one());
    }
}
