package dev.facteur.seed;

import dev.facteur.mail.Address;
import dev.facteur.mail.MailId;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Committer;
import dev.facteur.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import tools.jackson.databind.json.JsonMapper;

/// The test mails on disk. They are kept for 400 days, a year and what it takes to compare it with.
final class TestTable {
    private static final Duration KEPT = Duration.ofDays(400);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Jdbi reads;
    private final Committer committer;

    TestTable(Database database) {
        this.reads = database.reads();
        this.committer = database.committer();
    }

    void add(TestMail mail) throws StorageException {
        committer.commit(change -> {
            change.update("DELETE FROM test_mail WHERE at < ?", mail.at().minus(KEPT));
            return change.update(
                    """
                    INSERT INTO test_mail (mail_id, test, token, seed, address, sender, route,
                        language, at, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                    """,
                    mail.id().value(),
                    mail.test(),
                    mail.token(),
                    mail.seed(),
                    mail.address().toString(),
                    mail.sender().toString(),
                    mail.route(),
                    mail.language(),
                    mail.at(),
                    mail.until());
        });
    }

    /// Stores where it lies; the first word counts.
    void place(TestMail mail) throws StorageException {
        var placement = mail.placement();
        if (placement == null) throw new IllegalArgumentException("it has no place yet");
        committer.commit(change ->
                change.update(
                        """
                        UPDATE test_mail SET placement = ?, folder = ?, trouble = ?, proofs = ?,
                            placed_at = ?
                        WHERE mail_id = ? AND placement IS NULL\
                        """,
                        placement.word(),
                        mail.folder(),
                        mail.trouble(),
                        JSON.writeValueAsString(mail.proofs()),
                        mail.placedAt(),
                        mail.id().value()));
    }

    /// The mails of one call, in their order.
    List<TestMail> of(String test) {
        return reads.withHandle(handle ->
                handle.createQuery("SELECT * FROM test_mail WHERE test = :test ORDER BY mail_id")
                        .bind("test", test)
                        .map((row, _) -> mail(row))
                        .list());
    }

    /// Those that were sent to a mailbox, the newest first; to all of them where `seed` is empty.
    List<TestMail> sentTo(String seed, int limit) {
        return reads.withHandle(handle ->
                handle.createQuery(
                                """
                                SELECT * FROM test_mail
                                WHERE seed <> '' AND (:seed = '' OR seed = :seed)
                                ORDER BY at DESC, mail_id DESC LIMIT :limit\
                                """)
                        .bind("seed", seed)
                        .bind("limit", limit)
                        .map((row, _) -> mail(row))
                        .list());
    }

    /// Those that an earlier run of the program was looking for.
    List<TestMail> lookedFor() {
        return reads.withHandle(handle ->
                handle.createQuery("SELECT * FROM test_mail WHERE seed <> '' AND placement IS NULL")
                        .map((row, _) -> mail(row))
                        .list());
    }

    private static TestMail mail(ResultSet row) throws SQLException {
        var placement = row.getString("placement");
        var proofs = row.getString("proofs");
        long placedAt = row.getLong("placed_at");
        return new TestMail(
                new MailId(row.getLong("mail_id")),
                row.getString("test"),
                row.getString("token"),
                row.getString("seed"),
                address(row.getString("address")),
                address(row.getString("sender")),
                row.getString("route"),
                row.getString("language"),
                Instant.ofEpochMilli(row.getLong("at")),
                Instant.ofEpochMilli(row.getLong("until")),
                placement == null ? null : Placement.of(placement),
                row.getString("folder"),
                row.getString("trouble"),
                proofs.isEmpty() ? Proofs.NONE : JSON.readValue(proofs, Proofs.class),
                placement == null ? null : Instant.ofEpochMilli(placedAt));
    }

    private static Address address(String text) {
        try {
            return Address.parse(text);
        } catch (MalformedAddress kept) {
            throw new IllegalStateException("it was checked when it was sent", kept);
        }
    }
}
