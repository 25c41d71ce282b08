package dev.facteur.deliver.tlsreport;

import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import dev.facteur.queue.Queue;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// What was counted, and the reports that are on their way by HTTPS.
public final class ReportTable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Database database;
    private final Queue queue;

    /// One day of one domain.
    record Day(LocalDate date, String domain) {}

    /// A report that is yet to be handed over.
    @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
    record Post(long id, URI address, byte[] report, Instant expiresAt) {}

    public ReportTable(Database database, Queue queue) {
        this.database = database;
        this.queue = queue;
    }

    /// The oldest first.
    List<Day> daysBefore(LocalDate today, int limit) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        """
                                        SELECT DISTINCT day, domain FROM tls_session WHERE day < ?
                                        ORDER BY day, domain LIMIT ?\
                                        """)
                                .bind(0, today.toEpochDay())
                                .bind(1, limit)
                                .map((row, _) ->
                                        new Day(
                                                LocalDate.ofEpochDay(row.getLong("day")),
                                                row.getString("domain")))
                                .list());
    }

    List<TlsReport.Counted> counted(Day day) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery("SELECT * FROM tls_session WHERE day = ? AND domain = ?")
                                .bind(0, day.date.toEpochDay())
                                .bind(1, day.domain)
                                .map((row, _) -> counted(row))
                                .list());
    }

    private static TlsReport.Counted counted(ResultSet row) throws SQLException {
        var session =
                new TlsSession(
                        row.getString("domain"),
                        JSON.readValue(row.getString("policy"), AppliedPolicy.class),
                        TlsResult.valueOf(row.getString("result")),
                        row.getString("host"),
                        row.getString("address"),
                        row.getString("source"),
                        row.getString("detail"));
        return new TlsReport.Counted(session, row.getLong("count"));
    }

    void forget(Day day) throws StorageException {
        database.committer().commit(transaction -> forget(transaction, day));
    }

    private static int forget(Transaction transaction, Day day) throws SQLException {
        return transaction.update(
                "DELETE FROM tls_session WHERE day = ? AND domain = ?",
                day.date.toEpochDay(),
                day.domain);
    }

    /// In one transaction: what was counted becomes mails in the queue and reports to be posted.
    void send(Day day, List<Mailroom.Ready> mails, List<URI> posts, byte[] report, Instant end)
            throws StorageException {
        database.committer()
                .commit(transaction -> {
                    forget(transaction, day);
                    for (var ready : mails) queue.insert(transaction, ready.mail());
                    for (var address : posts) {
                        transaction.update(
                                """
                                INSERT INTO tls_post (address, report, due_at, expires_at)
                                VALUES (?, ?, 0, ?)\
                                """,
                                address.toString(),
                                report,
                                end);
                    }
                    return null;
                });
    }

    List<Post> posts(Instant now, int limit) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        "SELECT * FROM tls_post WHERE due_at <= ? ORDER BY id LIMIT ?")
                                .bind(0, now.toEpochMilli())
                                .bind(1, limit)
                                .map((row, _) ->
                                        new Post(
                                                row.getLong("id"),
                                                URI.create(row.getString("address")),
                                                row.getBytes("report"),
                                                Instant.ofEpochMilli(row.getLong("expires_at"))))
                                .list());
    }

    /// It is over, well or not.
    void posted(Post post) throws StorageException {
        database.committer()
                .commit(transaction ->
                        transaction.update("DELETE FROM tls_post WHERE id = ?", post.id));
    }

    void postLater(Post post, Instant due) throws StorageException {
        database.committer()
                .commit(transaction ->
                        transaction.update(
                                "UPDATE tls_post SET due_at = ? WHERE id = ?", due, post.id));
    }
}
