package dev.facteur.report;

import dev.facteur.account.Accounts;
import dev.facteur.account.Site;
import dev.facteur.mail.Labels;
import dev.facteur.mail.MailId;
import dev.facteur.platform.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Answers which mails there are and what became of each.
public final class Mails {
    private static final String FIELDS =
            """
            SELECT m.id, m.site_id, m.stream, m.sender, m.header_from, m.subject, m.message_id,
                m.length, m.accepted_at, m.send_at, m.labels, m.finished_at,
                (SELECT address FROM recipient WHERE mail_id = m.id AND number = 0) AS first,
                (SELECT json_extract(detail, '$.site') FROM event
                    WHERE mail_id = m.id AND kind = 'accepted' ORDER BY id LIMIT 1) AS site
            FROM \
            """;

    /// Mails that one question looks at, which bounds how long it takes: looking at one costs a
    /// microsecond, or a tenth of a millisecond where it has to be fetched from the disk.
    private static final int MOST_LOOKED_AT = 20_000;

    private final Jdbi reads;
    private final Accounts accounts;
    private final int mostLookedAt;

    public Mails(Jdbi reads, Accounts accounts) {
        this(reads, accounts, MOST_LOOKED_AT);
    }

    Mails(Jdbi reads, Accounts accounts, int mostLookedAt) {
        this.reads = reads;
        this.accounts = accounts;
        this.mostLookedAt = mostLookedAt;
    }

    /// Mails that pass the filter, newest first. Looks at so many mails at most, however few of
    /// them pass; the page then says how far it came, and the next one goes on from there.
    public MailPage list(MailFilter filter) {
        return reads.inTransaction(handle -> {
            var walked = walk(handle, filter);
            var rows = rows(handle, walked.found());
            var counts = Counts.of(handle, walked.found());
            var mails = rows.stream().map(row -> summary(row, counts)).toList();
            var end = walked.end();
            if (end == null) return new MailPage(mails, null, null);
            boolean full = mails.size() == filter.limit();
            return new MailPage(mails, end, full ? null : end.time());
        });
    }

    /// @param found ids of mails, newest first
    /// @param end the last mail that was looked at; null when that was the last there is
    private record Walked(List<Long> found, @Nullable MailId end) {}

    private Walked walk(Handle handle, MailFilter filter) {
        var conditions = new MailConditions(filter);
        var query = handle.createQuery(conditions.walk());
        conditions.bindTo(query);
        // In the order in which they were met; a mail may have several recipients on the path.
        var found = new LinkedHashSet<Long>();
        int looked = 0;
        try (var seen =
                query.map((row, _) -> new Seen(row.getLong(1), row.getBoolean(2))).iterator()) {
            while (seen.hasNext()) {
                var mail = seen.next();
                looked++;
                if (mail.passes()) found.add(mail.id());
                if (found.size() == filter.limit() || looked == mostLookedAt) {
                    return new Walked(List.copyOf(found), new MailId(mail.id()));
                }
            }
        }
        return new Walked(List.copyOf(found), null);
    }

    private record Seen(long id, boolean passes) {}

    private static List<Row> rows(Handle handle, List<Long> ids) {
        if (ids.isEmpty()) return List.of();
        return handle.createQuery(FIELDS + "mail m WHERE m.id IN (<ids>) ORDER BY m.id DESC")
                .bindList("ids", ids)
                .map((row, _) -> row(row))
                .list();
    }

    /// The mail's site, to decide who may see it.
    public Optional<Long> siteOf(MailId id) {
        return reads.withHandle(handle ->
                handle.createQuery("SELECT site_id FROM mail WHERE id = :id")
                        .bind("id", id.value())
                        .mapTo(Long.class)
                        .findOne());
    }

    /// The id of the only route that the mail may take; 0 for those of its site.
    public long pinnedRoute(MailId id) {
        return reads.withHandle(handle ->
                handle.createQuery("SELECT max(pinned) FROM recipient WHERE mail_id = :id")
                        .bind("id", id.value())
                        .mapTo(Long.class)
                        .findOne()
                        .orElse(0L));
    }

    public Optional<MailStory> story(MailId id) {
        return reads.inTransaction(handle -> {
            var row =
                    handle.createQuery(FIELDS + "mail m WHERE m.id = :id")
                            .bind("id", id.value())
                            .map((found, _) -> row(found))
                            .findOne();
            if (row.isEmpty()) return Optional.empty();
            var counts = Counts.of(handle, List.of(id.value()));
            return Optional.of(
                    new MailStory(
                            summary(row.get(), counts),
                            standings(handle, id),
                            happenings(handle, id)));
        });
    }

    private record Row(
            long id,
            long siteId,
            String siteThen,
            String stream,
            String sender,
            String from,
            String subject,
            String messageId,
            long size,
            String recipient,
            Labels labels,
            Instant acceptedAt,
            @Nullable Instant sendAt,
            @Nullable Instant finishedAt) {}

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("id"),
                row.getLong("site_id"),
                Optional.ofNullable(row.getString("site")).orElse(""),
                row.getString("stream"),
                row.getString("sender"),
                row.getString("header_from"),
                row.getString("subject"),
                row.getString("message_id"),
                row.getLong("length"),
                Optional.ofNullable(row.getString("first")).orElse(""),
                labels(row.getString("labels")),
                Instant.ofEpochMilli(row.getLong("accepted_at")),
                instant(row, "send_at"),
                instant(row, "finished_at"));
    }

    private static Labels labels(String json) {
        return json.isEmpty() ? Labels.NONE : Json.read(json, Labels.class);
    }

    private MailSummary summary(Row row, Counts counts) {
        var states = counts.states().getOrDefault(row.id(), Map.of());
        var site = accounts.site(row.siteId());
        // A report of ours was handed over by no site.
        var then = row.siteThen().isEmpty() ? "#" + row.siteId() : row.siteThen();
        return new MailSummary(
                new MailId(row.id()).toString(),
                site.map(Site::name).orElse(then),
                site.isEmpty(),
                row.stream(),
                row.sender(),
                row.from(),
                row.subject(),
                row.messageId(),
                row.size(),
                row.recipient(),
                states.values().stream().mapToInt(Integer::intValue).sum(),
                counts.fates().getOrDefault(row.id(), Map.of()),
                states,
                row.labels().tags(),
                row.labels().metadata(),
                row.acceptedAt(),
                row.sendAt(),
                row.finishedAt());
    }

    /// How many recipients of each mail stand where.
    private record Counts(
            Map<Long, Map<String, Integer>> states, Map<Long, Map<String, Integer>> fates) {

        static Counts of(Handle handle, List<Long> ids) {
            return new Counts(by("state", handle, ids), by("fate", handle, ids));
        }

        private static Map<Long, Map<String, Integer>> by(
                String column, Handle handle, List<Long> ids) {
            var counts = new HashMap<Long, Map<String, Integer>>();
            if (ids.isEmpty()) return counts;
            handle.createQuery(
                            "SELECT mail_id, <column> AS word, count(*) AS number FROM recipient"
                                    + " WHERE mail_id IN (<ids>) AND <column> IS NOT NULL"
                                    + " GROUP BY mail_id, <column>")
                    .define("column", column)
                    .bindList("ids", ids)
                    .map((row, _) ->
                            counts.computeIfAbsent(row.getLong(1), _ -> new TreeMap<>())
                                    .put(row.getString(2), row.getInt(3)))
                    .list();
            return counts;
        }
    }

    private static List<MailStory.Standing> standings(Handle handle, MailId id) {
        return handle.createQuery("SELECT * FROM recipient WHERE mail_id = :id ORDER BY number")
                .bind("id", id.value())
                .map((row, _) -> standing(row))
                .list();
    }

    private static MailStory.Standing standing(ResultSet row) throws SQLException {
        var state = row.getString("state");
        boolean queued = state.equals("queued");
        boolean waits = queued || state.equals("scheduled");
        boolean open = waits || state.equals("leased") || state.equals("held");
        return new MailStory.Standing(
                row.getInt("number"),
                row.getString("address"),
                state,
                row.getInt("attempts"),
                waits ? instant(row, "due_at") : null,
                open ? instant(row, "expires_at") : null,
                row.getString("last_reply"),
                row.getString("fate"),
                instant(row, "fate_at"));
    }

    private static List<MailStory.Happening> happenings(Handle handle, MailId id) {
        var found = new ArrayList<MailStory.Happening>();
        handle.createQuery("SELECT * FROM event WHERE mail_id = :id ORDER BY id")
                .bind("id", id.value())
                .map((row, _) ->
                        new MailStory.Happening(
                                Instant.ofEpochMilli(row.getLong("at")),
                                row.getString("kind"),
                                number(row, "recipient"),
                                row.getString("detail"),
                                row.getString("source"),
                                row.getString("party"),
                                evidence(row)))
                .forEach(found::add);
        return found;
    }

    private static @Nullable Long evidence(ResultSet row) throws SQLException {
        long number = row.getLong("evidence");
        return row.wasNull() ? null : number;
    }

    private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
        int number = row.getInt(column);
        return row.wasNull() ? null : number;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long at = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(at);
    }
}
