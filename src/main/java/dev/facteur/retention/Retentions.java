package dev.facteur.retention;

import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The times of each site. They stand in the database beside the mails, because the statement that
/// ends a mail's last recipient has to know them.
public final class Retentions {
    private static final String EFFECTIVE =
            """
            SELECT coalesce(own.bodies, usual.bodies) AS bodies,
                coalesce(own.events, usual.events) AS events
            FROM retention usual LEFT JOIN retention own ON own.site_id = ?
            WHERE usual.site_id IS NULL\
            """;

    private final Database database;

    public Retentions(Database database) {
        this.database = database;
    }

    /// A site's own wishes.
    ///
    /// @param bodies null: as usual
    /// @param events null: as usual
    public record Wishes(@Nullable Duration bodies, @Nullable Duration events) {
        public static final Wishes NONE = new Wishes(null, null);
    }

    /// Writes down what holds for sites without wishes. To be called before mail can end.
    public void open(Retention usual) throws StorageException {
        database.committer()
                .commit(transaction -> {
                    transaction.update("DELETE FROM retention WHERE site_id IS NULL");
                    return transaction.update(
                            "INSERT INTO retention (site_id, bodies, events) VALUES (NULL, ?, ?)",
                            usual.bodies().toMillis(),
                            usual.events().toMillis());
                });
    }

    public Wishes wishes(long siteId) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        "SELECT bodies, events FROM retention WHERE site_id = :id")
                                .bind("id", siteId)
                                .map((row, _) ->
                                        new Wishes(time(row, "bodies"), time(row, "events")))
                                .findOne()
                                .orElse(Wishes.NONE));
    }

    /// What holds for a site, also for one that is gone.
    public Retention of(long siteId) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(EFFECTIVE)
                                .bind(0, siteId)
                                .map((row, _) -> retention(row))
                                .one());
    }

    static Retention of(Transaction transaction, long siteId) throws SQLException {
        return transaction.one(EFFECTIVE, Retentions::retention, siteId).orElseThrow();
    }

    /// Holds at once, also for mail that has ended before.
    public void choose(long siteId, Wishes wishes) throws StorageException {
        database.committer()
                .commit(transaction ->
                        transaction.update(
                                """
                                INSERT INTO retention (site_id, bodies, events) VALUES (?, ?, ?)
                                ON CONFLICT (site_id) DO UPDATE
                                SET bodies = excluded.bodies, events = excluded.events\
                                """,
                                siteId,
                                millis(wishes.bodies()),
                                millis(wishes.events())));
    }

    private static Retention retention(ResultSet row) throws SQLException {
        return new Retention(
                Duration.ofMillis(row.getLong("bodies")), Duration.ofMillis(row.getLong("events")));
    }

    private static @Nullable Duration time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Duration.ofMillis(millis);
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
