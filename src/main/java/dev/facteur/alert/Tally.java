package dev.facteur.alert;

import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// How mail came to its end, by site and by route, counted from the history as it is written: each
/// event is read once, also over a restart. Counts are kept for a week.
///
/// [#count] is called by one thread; questions may come from many.
public final class Tally {
    private static final Duration SLOT = Duration.ofMinutes(10);
    private static final Duration KEPT = Duration.ofDays(7);

    /// Events that are read at once.
    private static final int STEP = 100_000;

    private static final String ENDS =
            """
            SELECT e.kind, s.name AS site, json_extract(e.detail, '$.trace.route') AS route,
                e.at / 600000 AS slot, count(*) AS number
            FROM event e JOIN mail m ON m.id = e.mail_id LEFT JOIN site s ON s.id = m.site_id
            WHERE e.id > :after AND e.id <= :until
                AND (e.kind IN ('delivered', 'failed', 'expired', 'complained')
                    OR e.kind = 'bounced' AND json_extract(e.detail, '$.hard') = 1)
            GROUP BY 1, 2, 3, 4\
            """;

    private final Database database;
    private final Clock clock;

    public Tally(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// @param scope `site` or `route`
    private record Key(String scope, String subject, long slot) {}

    private record Counts(int delivered, int failed, int complained) {
        static Counts of(String kind, int number) {
            return switch (kind) {
                case "delivered" -> new Counts(number, 0, 0);
                case "complained" -> new Counts(0, 0, number);
                default -> new Counts(0, number, 0);
            };
        }

        Counts plus(Counts more) {
            return new Counts(
                    delivered + more.delivered, failed + more.failed, complained + more.complained);
        }
    }

    /// One site's or route's mail.
    ///
    /// @param scope `site` or `route`
    public record Ends(String scope, String subject, int delivered, int failed, int complained) {
        int all() {
            return delivered + failed;
        }
    }

    /// Reads what has happened since it was called last. What happened before the very first call
    /// is not counted.
    void count() throws StorageException {
        long last = read("SELECT coalesce(max(id), 0) FROM event");
        long from = read("SELECT coalesce(max(event), -1) FROM outcome_counted");
        if (from < 0) {
            keep(Map.of(), last);
            return;
        }
        while (from < last) {
            long until = Math.min(last, from + STEP);
            keep(between(from, until), until);
            from = until;
        }
    }

    private long read(String sql) {
        return database.reads()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private Map<Key, Counts> between(long after, long until) {
        return database.reads().withHandle(handle -> between(handle, after, until));
    }

    private static Map<Key, Counts> between(Handle handle, long after, long until) {
        var counts = new HashMap<Key, Counts>();
        handle.createQuery(ENDS)
                .bind("after", after)
                .bind("until", until)
                .map((row, _) -> {
                    var number = Counts.of(row.getString("kind"), row.getInt("number"));
                    long slot = row.getLong("slot");
                    add(counts, "site", row.getString("site"), slot, number);
                    add(counts, "route", row.getString("route"), slot, number);
                    return number;
                })
                .list();
        return counts;
    }

    /// @param subject null where it is not known, or gone
    private static void add(
            Map<Key, Counts> counts,
            String scope,
            @Nullable String subject,
            long slot,
            Counts number) {
        if (subject == null) return;
        counts.merge(new Key(scope, subject, slot), number, Counts::plus);
    }

    private void keep(Map<Key, Counts> counts, long until) throws StorageException {
        long oldest = clock.now().minus(KEPT).toEpochMilli() / SLOT.toMillis();
        database.committer()
                .commit(change -> {
                    for (var entry : counts.entrySet()) {
                        add(change, entry.getKey(), entry.getValue());
                    }
                    change.update("DELETE FROM outcome_count WHERE slot < ?", oldest);
                    return change.update(
                            "INSERT INTO outcome_counted (id, event) VALUES (1, ?)"
                                    + " ON CONFLICT DO UPDATE SET event = excluded.event",
                            until);
                });
    }

    private static void add(Transaction change, Key key, Counts more) throws SQLException {
        change.update(
                """
                INSERT INTO outcome_count (scope, subject, slot, delivered, failed, complained)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET delivered = delivered + excluded.delivered,
                    failed = failed + excluded.failed, complained = complained + excluded.complained\
                """,
                key.scope,
                key.subject,
                key.slot,
                more.delivered,
                more.failed,
                more.complained);
    }

    /// Those of whose mail something failed within that time; to ten minutes.
    List<Ends> failing(Duration within) {
        return ends("failed", within);
    }

    /// Those of whose mail something was called spam within a week.
    List<Ends> complainedOf() {
        return ends("complained", KEPT);
    }

    /// @param column by which they are found, so that it costs nothing where all is well
    private List<Ends> ends(String column, Duration within) {
        long from = clock.now().minus(within).toEpochMilli() / SLOT.toMillis();
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        "SELECT scope, subject, sum(delivered) AS delivered,"
                                                + " sum(failed) AS failed,"
                                                + " sum(complained) AS complained"
                                                + " FROM outcome_count WHERE slot >= :from"
                                                + " AND (scope, subject) IN (SELECT scope, subject"
                                                + " FROM outcome_count WHERE slot >= :from AND "
                                                + column
                                                + " > 0) GROUP BY scope, subject")
                                .bind("from", from)
                                .map((row, _) -> ends(row))
                                .list());
    }

    private static Ends ends(ResultSet row) throws SQLException {
        return new Ends(
                row.getString("scope"),
                row.getString("subject"),
                row.getInt("delivered"),
                row.getInt("failed"),
                row.getInt("complained"));
    }
}
