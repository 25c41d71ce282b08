package dev.facteur.queue;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Stream;
import dev.facteur.mail.Urgency;
import dev.facteur.spool.ContentKey;
import dev.facteur.spool.Place;
import dev.facteur.spool.SpooledMail;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// Reads what waits. Each query walks an index from where the answer begins, so a deep queue costs
/// no more than a shallow one.
final class QueueReads {
    static final String WAITING =
            """
            SELECT r.mail_id, r.number, r.address, r.notify, r.original_recipient, r.attempts,
                r.due_at, r.expires_at, r.last_reply, r.site_id, r.stream, r.urgency, r.destination,
                r.pinned, m.sender, m.body, m.smtp_utf8, m.returned, m.envelope_id, m.segment, m.offset,
                m.length, m.content_key, m.accepted_at
            FROM recipient r JOIN mail m ON m.id = r.mail_id
            """;

    private final Jdbi reads;

    QueueReads(Jdbi reads) {
        this.reads = reads;
    }

    /// The earliest due time of each lane that has anything queued.
    Map<Lane, Instant> lanes() {
        return reads.withHandle(handle ->
                handle.createQuery(
                                """
                                SELECT site_id, stream, urgency, destination, pinned, min(due_at) AS due
                                FROM recipient WHERE state = 'queued' GROUP BY 1, 2, 3, 4, 5\
                                """)
                        .reduceResultSet(
                                new HashMap<Lane, Instant>(),
                                (lanes, row, context) -> {
                                    lanes.put(lane(row), instant(row, "due"));
                                    return lanes;
                                }));
    }

    /// When recipients were tried by a route since then, the longest ago first. Reads the history
    /// from its end, so it costs as much as has happened since.
    List<Instant> tried(String route, Instant since) {
        return reads.withHandle(handle -> {
            var times = new ArrayList<Instant>();
            var attempts =
                    handle.createQuery(
                                    """
                                    SELECT at, json_extract(detail, '$.route') AS route FROM event
                                    WHERE kind = 'attempted' ORDER BY id DESC\
                                    """)
                            .map((row, context) ->
                                    Map.entry(instant(row, "at"), row.getString("route")));
            try (var newest = attempts.iterator()) {
                while (newest.hasNext()) {
                    var attempt = newest.next();
                    if (attempt.getKey().isBefore(since)) break;
                    if (attempt.getValue().equals(route)) times.add(attempt.getKey());
                }
            }
            return times.reversed();
        });
    }

    /// A site's stream.
    record SiteStream(long siteId, Stream stream) {}

    /// Those that have anybody open.
    List<SiteStream> streams() {
        return reads.withHandle(handle ->
                handle.createQuery(
                                """
                                SELECT site_id, stream FROM recipient WHERE state = 'queued'
                                UNION SELECT site_id, stream FROM recipient WHERE state = 'leased'
                                UNION SELECT site_id, stream FROM recipient WHERE state = 'held'
                                UNION SELECT site_id, stream FROM recipient
                                    WHERE state = 'scheduled'\
                                """)
                        .map((row, context) ->
                                new SiteStream(
                                        row.getLong("site_id"), Stream.of(row.getString("stream"))))
                        .list());
    }

    /// The lanes in which a mail is queued.
    List<Lane> lanesOf(MailId mail) {
        return reads.withHandle(handle ->
                handle.createQuery(
                                """
                                SELECT DISTINCT site_id, stream, urgency, destination, pinned
                                FROM recipient WHERE mail_id = :mail AND state = 'queued'\
                                """)
                        .bind("mail", mail.value())
                        .map((row, context) -> lane(row))
                        .list());
    }

    /// A recipient's place in the order in which its lane is tried.
    record Position(Instant due, MailId mail, int number) {
        static final Position FIRST = new Position(Instant.EPOCH, new MailId(0), 0);
    }

    /// Some of what is due, and where it ends.
    record Due(List<Lease> leases, int recipients, Position end) {}

    /// Up to `limit` due recipients of a lane behind a position, the longest due first, grouped by
    /// mail. Whose lifetime is over, is not tried any more.
    Due due(Lane lane, Position after, Instant now, int limit) {
        return reads.withHandle(handle ->
                handle.createQuery(
                                WAITING
                                        + """
                                        WHERE r.state = 'queued' AND r.site_id = :site
                                            AND r.stream = :stream AND r.urgency = :urgency
                                            AND r.destination = :destination AND r.pinned = :pinned
                                            AND r.due_at <= :now
                                            AND r.expires_at > :now
                                            AND (r.due_at, r.mail_id, r.number)
                                                > (:after, :mail, :number)
                                        ORDER BY r.due_at, r.mail_id, r.number LIMIT :limit\
                                        """)
                        .bind("site", lane.siteId())
                        .bind("stream", lane.stream().word())
                        .bind("urgency", lane.urgency().rank())
                        .bind("destination", lane.destination())
                        .bind("pinned", lane.pinned())
                        .bind("now", now.toEpochMilli())
                        .bind("after", after.due().toEpochMilli())
                        .bind("mail", after.mail().value())
                        .bind("number", after.number())
                        .bind("limit", limit)
                        .reduceResultSet(
                                new Due(newList(), 0, after),
                                (due, row, context) ->
                                        new Due(
                                                group(due.leases, row),
                                                due.recipients + 1,
                                                position(row))));
    }

    private static Position position(ResultSet row) throws SQLException {
        return new Position(
                instant(row, "due_at"), new MailId(row.getLong("mail_id")), row.getInt("number"));
    }

    /// When the lane's next recipient after `now` is due.
    Optional<Instant> nextDue(Lane lane, Instant now) {
        return reads.withHandle(handle ->
                handle.createQuery(
                                """
                                SELECT min(due_at) FROM recipient
                                WHERE state = 'queued' AND site_id = :site AND stream = :stream
                                    AND urgency = :urgency AND destination = :destination
                                    AND pinned = :pinned AND due_at > :now\
                                """)
                        .bind("site", lane.siteId())
                        .bind("stream", lane.stream().word())
                        .bind("urgency", lane.urgency().rank())
                        .bind("destination", lane.destination())
                        .bind("pinned", lane.pinned())
                        .bind("now", now.toEpochMilli())
                        .mapTo(Long.class)
                        .findOne()
                        .map(Instant::ofEpochMilli));
    }

    /// When the next recipient that waits for its time is due.
    Optional<Instant> nextRelease() {
        return reads.withHandle(handle ->
                handle.createQuery("SELECT min(due_at) FROM recipient WHERE state = 'scheduled'")
                        .mapTo(Long.class)
                        .findOne()
                        .map(Instant::ofEpochMilli));
    }

    /// Queued recipients whose lifetime is over, grouped by mail.
    List<Lease> expired(Instant now, int limit) {
        return reads.withHandle(handle ->
                handle.createQuery(
                                WAITING
                                        + """
                                        WHERE r.state = 'queued' AND r.expires_at <= :now
                                        ORDER BY r.expires_at, r.mail_id, r.number LIMIT :limit\
                                        """)
                        .bind("now", now.toEpochMilli())
                        .bind("limit", limit)
                        .reduceResultSet(newList(), (leases, row, context) -> group(leases, row)));
    }

    /// Queued recipients that were to be sent until `accepted` of whose delay nobody was told,
    /// grouped by mail.
    List<Lease> late(Instant accepted, int limit) {
        return reads.withHandle(handle ->
                handle.createQuery(
                                WAITING
                                        + """
                                        WHERE r.state = 'queued' AND r.delay_reported = 0
                                            AND r.mail_id < :before
                                            AND coalesce(m.send_at, m.accepted_at) <= :accepted
                                        ORDER BY r.mail_id, r.number LIMIT :limit\
                                        """)
                        .bind("before", MailId.firstAfter(accepted).value())
                        .bind("accepted", accepted.toEpochMilli())
                        .bind("limit", limit)
                        .reduceResultSet(newList(), (leases, row, context) -> group(leases, row)));
    }

    /// Recipients whose mail came back, of which its sender has not been told.
    List<CameBack> returned(int limit) {
        return Returns.owed(reads, limit);
    }

    /// How many unfinished mails each spool segment holds.
    Map<Long, Integer> unfinishedBySegment() {
        return reads.withHandle(handle ->
                handle.createQuery(
                                """
                                SELECT segment, count(*) AS mails FROM mail
                                WHERE finished_at IS NULL GROUP BY segment\
                                """)
                        .reduceResultSet(
                                new HashMap<Long, Integer>(),
                                (counts, row, context) -> {
                                    counts.put(row.getLong(1), row.getInt(2));
                                    return counts;
                                }));
    }

    private static List<Lease> newList() {
        return new ArrayList<>();
    }

    static <L extends List<Lease>> L group(L leases, ResultSet row) throws SQLException {
        var leased =
                new Lease.Leased(
                        recipient(row),
                        row.getInt("attempts") + 1,
                        instant(row, "expires_at"),
                        row.getString("last_reply"));
        long id = row.getLong("mail_id");
        if (!leases.isEmpty() && leases.getLast().mail().id().value() == id) {
            var last = leases.removeLast();
            var recipients = new ArrayList<>(last.recipients());
            recipients.add(leased);
            leases.add(new Lease(last.mail(), last.acceptedAt(), last.lane(), recipients));
        } else {
            leases.add(
                    new Lease(mail(row), instant(row, "accepted_at"), lane(row), List.of(leased)));
        }
        return leases;
    }

    private static Recipient recipient(ResultSet row) throws SQLException {
        return new Recipient(
                row.getInt("number"),
                address(row.getString("address")),
                Notify.of(row.getString("notify")),
                row.getString("original_recipient"));
    }

    private static SpooledMail mail(ResultSet row) throws SQLException {
        var sender = row.getString("sender");
        return new SpooledMail(
                new MailId(row.getLong("mail_id")),
                row.getLong("site_id"),
                sender.isEmpty() ? null : address(sender),
                Envelope.Body.valueOf(row.getString("body")),
                row.getBoolean("smtp_utf8"),
                Envelope.Returned.valueOf(row.getString("returned")),
                row.getString("envelope_id"),
                new Place(
                        row.getLong("segment"),
                        row.getLong("offset"),
                        row.getLong("length"),
                        ContentKey.of(row.getBytes("content_key"))));
    }

    private static Lane lane(ResultSet row) throws SQLException {
        return new Lane(
                row.getLong("site_id"),
                Stream.of(row.getString("stream")),
                Urgency.of(row.getInt("urgency")),
                row.getString("destination"),
                row.getLong("pinned"));
    }

    /// Our own rows hold addresses that were parsed before; the last `@` separates the parts.
    private static Address address(String text) {
        int at = text.lastIndexOf('@');
        return new Address(text.substring(0, at), text.substring(at + 1));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }
}
