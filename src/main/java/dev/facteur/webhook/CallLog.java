package dev.facteur.webhook;

import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The calls that were made, the last thousand of each webhook.
public final class CallLog {
    private static final int KEPT = 1_000;

    private final Database database;

    public CallLog(Database database) {
        this.database = database;
    }

    /// A call that was made.
    ///
    /// @param message its id, which a repetition shares
    /// @param events how many it told of; 0 for a test
    /// @param answer what came of it
    public record Call(Instant at, String message, int events, CallResult answer) {}

    void add(Webhook webhook, Call call) throws StorageException {
        var answer = call.answer();
        database.committer()
                .commit(change -> {
                    long id =
                            change.insert(
                                    """
                                    INSERT INTO webhook_call (webhook_id, at, message, events,
                                        status, millis, trouble, words)
                                    SELECT id, ?, ?, ?, ?, ?, ?, ? FROM webhook WHERE id = ?\
                                    """,
                                    call.at(),
                                    call.message(),
                                    call.events(),
                                    answer.status(),
                                    answer.millis(),
                                    answer.trouble(),
                                    answer.words(),
                                    webhook.id());
                    change.update(
                            """
                            DELETE FROM webhook_call WHERE webhook_id = ? AND id <=
                                (SELECT id FROM webhook_call WHERE webhook_id = ?
                                    ORDER BY id DESC LIMIT 1 OFFSET ?)\
                            """,
                            webhook.id(),
                            webhook.id(),
                            KEPT);
                    return id;
                });
    }

    /// The last ones, the newest first.
    public List<Call> of(Webhook webhook, int limit) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        "SELECT * FROM webhook_call WHERE webhook_id = :id"
                                                + " ORDER BY id DESC LIMIT :limit")
                                .bind("id", webhook.id())
                                .bind("limit", limit)
                                .map((row, _) -> call(row))
                                .list());
    }

    private static Call call(ResultSet row) throws SQLException {
        var answer =
                new CallResult(
                        status(row),
                        row.getLong("millis"),
                        row.getString("trouble"),
                        row.getString("words"),
                        null);
        return new Call(
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("message"),
                row.getInt("events"),
                answer);
    }

    private static @Nullable Integer status(ResultSet row) throws SQLException {
        int status = row.getInt("status");
        return row.wasNull() ? null : status;
    }
}
