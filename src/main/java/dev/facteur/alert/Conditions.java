package dev.facteur.alert;

import dev.facteur.diagnose.Finding;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import dev.facteur.platform.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is wrong now, kept over restarts: each condition gives one notice when it begins and one
/// when it has stayed away for a while. Safe for use by many threads.
public final class Conditions {
    /// By then a channel that was away is told what happened since, and no more of before.
    private static final Duration NOTICES_KEPT = Duration.ofDays(3);

    private final Database database;
    private final Duration calm;

    /// @param calm how long a condition has to stay away before it has ended
    public Conditions(Database database, Duration calm) {
        this.database = database;
        this.calm = calm;
    }

    /// @param missed when it was first not seen any more; null when it was seen by the last look
    public record Standing(Condition condition, Instant begun, @Nullable Instant missed) {}

    /// Those that stand, the first to begin first. One that is missed stands until its end is told.
    public List<Standing> standing() {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery("SELECT * FROM alert_condition ORDER BY begun_at, key")
                                .map((row, _) -> standing(row))
                                .list());
    }

    /// Keeps what a look has seen.
    void meet(Watching.Seen seen, Instant now) throws StorageException {
        var found = new LinkedHashMap<String, Condition>();
        for (var condition : seen.conditions()) found.putIfAbsent(condition.key(), condition);
        if (found.isEmpty() && standing().isEmpty()) return;
        database.committer()
                .commit(change -> {
                    var before = before(change);
                    var troubles =
                            found.values().stream()
                                    .map(Condition::trouble)
                                    .collect(Collectors.toSet());
                    begin(change, before, found, now);
                    for (var entry : before.entrySet()) {
                        if (seen.unknown().contains(entry.getValue().condition.kind())) continue;
                        if (!found.containsKey(entry.getKey())) {
                            miss(change, entry.getKey(), entry.getValue(), troubles, now);
                        }
                    }
                    return forget(change, now);
                });
    }

    private static Map<String, Standing> before(Transaction change) throws SQLException {
        var before = new LinkedHashMap<String, Standing>();
        for (var one : change.query("SELECT * FROM alert_condition", Conditions::standing)) {
            before.put(one.condition.key(), one);
        }
        return before;
    }

    private static void begin(
            Transaction change,
            Map<String, Standing> before,
            Map<String, Condition> found,
            Instant now)
            throws SQLException {
        for (var entry : found.entrySet()) {
            var known = before.get(entry.getKey());
            if (known == null) begin(change, entry.getKey(), entry.getValue(), now);
            else if (known.missed != null) seenAgain(change, entry.getKey());
        }
    }

    private static void begin(Transaction change, String key, Condition condition, Instant now)
            throws SQLException {
        change.update(
                "INSERT INTO alert_condition (key, kind, finding, begun_at) VALUES (?, ?, ?, ?)",
                key,
                condition.kind().word(),
                Json.write(condition.finding()),
                now);
        tell(change, condition, now, null, now);
    }

    private static void seenAgain(Transaction change, String key) throws SQLException {
        change.update("UPDATE alert_condition SET missed_at = NULL WHERE key = ?", key);
    }

    private void miss(
            Transaction change, String key, Standing standing, Set<String> troubles, Instant now)
            throws SQLException {
        var missed = standing.missed == null ? now : standing.missed;
        if (now.isBefore(missed.plus(calm))) {
            if (standing.missed != null) return;
            change.update("UPDATE alert_condition SET missed_at = ? WHERE key = ?", now, key);
            return;
        }
        change.update("DELETE FROM alert_condition WHERE key = ?", key);
        // Worse than it was, or better, is not over.
        if (!troubles.contains(standing.condition.trouble()))
            tell(change, standing.condition, standing.begun, missed, now);
    }

    private static void tell(
            Transaction change,
            Condition condition,
            Instant begun,
            @Nullable Instant ended,
            Instant now)
            throws SQLException {
        change.update(
                "INSERT INTO alert_notice (kind, finding, begun_at, ended_at, at)"
                        + " VALUES (?, ?, ?, ?, ?)",
                condition.kind().word(),
                Json.write(condition.finding()),
                begun,
                ended,
                now);
    }

    private static int forget(Transaction change, Instant now) throws SQLException {
        return change.update("DELETE FROM alert_notice WHERE at < ?", now.minus(NOTICES_KEPT));
    }

    /// What a channel is to be told next, all of it.
    List<Notice> after(long position) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        "SELECT * FROM alert_notice WHERE id > :position"
                                                + " ORDER BY id")
                                .bind("position", position)
                                .map((row, _) -> notice(row))
                                .list());
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(condition(row), time(row, "begun_at"), instant(row, "missed_at"));
    }

    private static Notice notice(ResultSet row) throws SQLException {
        return new Notice(
                row.getLong("id"), condition(row), time(row, "begun_at"), instant(row, "ended_at"));
    }

    private static Condition condition(ResultSet row) throws SQLException {
        var finding = Json.read(row.getString("finding"), Finding.class);
        return new Condition(Kind.of(row.getString("kind")), finding);
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
