package dev.facteur.webhook;

import dev.facteur.mail.MailId;
import dev.facteur.platform.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the history in the order in which it was written. One thread writes it, so a number is
/// never followed by a smaller one that was not there before.
final class EventFeed {
    private static final String FIELDS =
            """
            SELECT e.id, e.mail_id, e.recipient, e.domain, e.at, e.kind, e.detail, e.source, e.party,
                m.site_id, m.message_id, m.subject, m.stream, r.address, s.name AS site
            FROM event e
                LEFT JOIN mail m ON m.id = e.mail_id
                LEFT JOIN recipient r ON r.mail_id = e.mail_id AND r.number = e.recipient
                LEFT JOIN site s ON s.id = m.site_id\
            """;

    private final Jdbi reads;

    EventFeed(Jdbi reads) {
        this.reads = reads;
    }

    /// An event as it is told.
    ///
    /// @param id grows with each event; what is told twice has the same
    /// @param type the event's word, after `mail.` or `domain.`
    /// @param mail null in an event of a domain, and so is all else of a mail
    /// @param recipient null where the event concerns the whole mail
    /// @param source who says so, where it is not this gateway: `bounce`, `complaint`, `webhook`
    /// @param detail what the event's word does not say
    record Told(
            String id,
            String type,
            Instant at,
            @Nullable String domain,
            @Nullable String mail,
            @Nullable String site,
            @Nullable String stream,
            @Nullable String messageId,
            @Nullable String subject,
            @Nullable String recipient,
            @Nullable String source,
            @Nullable String party,
            JsonNode detail) {}

    /// @param until the last event that was looked at, told or not
    record Page(List<Numbered> events, long until) {}

    record Numbered(long number, Told told) {}

    /// The number of the last event; 0 when there is none.
    long last() {
        return reads.withHandle(EventFeed::last);
    }

    private static long last(Handle handle) {
        return handle.createQuery("SELECT coalesce(max(id), 0) FROM event").mapTo(Long.class).one();
    }

    /// The sites whose mails something happened to after one number and up to another; 0 stands for
    /// a sender domain.
    Set<Long> sites(long after, long until) {
        return reads.withHandle(handle ->
                new HashSet<>(
                        handle.createQuery(
                                        "SELECT DISTINCT coalesce(m.site_id, 0) FROM event e"
                                                + " LEFT JOIN mail m ON m.id = e.mail_id"
                                                + " WHERE e.id > :after AND e.id <= :until")
                                .bind("after", after)
                                .bind("until", until)
                                .mapTo(Long.class)
                                .list()));
    }

    /// What a webhook is to be told next, as many events as it takes at once.
    ///
    /// @param after up to which it was told all
    Page next(Webhook webhook, long after) {
        return reads.inTransaction(handle -> {
            var trouble = webhook.trouble();
            long until = trouble == null ? last(handle) : trouble.until();
            var events =
                    handle.createQuery(FIELDS + conditions(webhook) + " ORDER BY e.id LIMIT :limit")
                            .bind("after", after)
                            .bind("until", until)
                            .bind("site", webhook.siteId())
                            .bind("limit", webhook.batch())
                            .map((row, _) -> numbered(row))
                            .list();
            boolean more = events.size() == webhook.batch();
            return new Page(events, more ? events.getLast().number() : until);
        });
    }

    private static String conditions(Webhook webhook) {
        var text = new StringBuilder(" WHERE e.id > :after AND e.id <= :until");
        text.append(" AND (:site IS NULL OR m.site_id = :site)");
        if (!webhook.kinds().isEmpty()) {
            // The words are known ones, see Webhooks.
            text.append(" AND e.kind IN ('").append(String.join("','", webhook.kinds()));
            text.append("')");
        }
        return text.toString();
    }

    private static Numbered numbered(ResultSet row) throws SQLException {
        long number = row.getLong("id");
        long mail = row.getLong("mail_id");
        boolean ofMail = !row.wasNull();
        var told =
                new Told(
                        "evt_" + number,
                        (ofMail ? "mail." : "domain.") + row.getString("kind"),
                        Instant.ofEpochMilli(row.getLong("at")),
                        row.getString("domain"),
                        ofMail ? new MailId(mail).toString() : null,
                        row.getString("site"),
                        row.getString("stream"),
                        row.getString("message_id"),
                        row.getString("subject"),
                        row.getString("address"),
                        row.getString("source"),
                        row.getString("party"),
                        Json.MAPPER.readTree(row.getString("detail")));
        return new Numbered(number, told);
    }

    /// The number before the first event since a time. Found by halving: numbers grow with time.
    long before(Instant since) {
        return reads.inTransaction(handle -> {
            long low = 0;
            long high = last(handle);
            while (low < high) {
                long middle = low + (high - low) / 2;
                var found = firstAfter(handle, middle);
                if (found == null || !found.isBefore(since)) high = middle;
                else low = middle + 1;
            }
            return low;
        });
    }

    private static @Nullable Instant firstAfter(Handle handle, long number) {
        return handle.createQuery("SELECT at FROM event WHERE id > :number ORDER BY id LIMIT 1")
                .bind("number", number)
                .map((row, _) -> Instant.ofEpochMilli(row.getLong("at")))
                .findOne()
                .orElse(null);
    }
}
