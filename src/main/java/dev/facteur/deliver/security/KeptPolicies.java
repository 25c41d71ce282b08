package dev.facteur.deliver.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.protocol.mtasts.MalformedPolicy;
import dev.facteur.protocol.mtasts.StsPolicy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The policies on disk: who knew a domain's policy before a restart knows it afterwards, so that a
/// restart is no moment at which an attacker can make us forget it.
final class KeptPolicies {
    private final Database database;

    /// @param id of the record under which it was fetched
    record Kept(String id, StsPolicy policy, Instant fetchedAt, Instant usedAt) {
        Instant expiresAt() {
            return fetchedAt.plus(policy.maxAge());
        }
    }

    KeptPolicies(Database database) {
        this.database = database;
    }

    Optional<Kept> of(String domain) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery("SELECT * FROM sts_policy WHERE domain = ?")
                                .bind(0, domain)
                                .map((row, _) -> kept(row))
                                .findOne());
    }

    private static @Nullable Kept kept(ResultSet row) throws SQLException {
        try {
            return new Kept(
                    row.getString("id"),
                    StsPolicy.parse(row.getString("policy").getBytes(US_ASCII)),
                    Instant.ofEpochMilli(row.getLong("fetched_at")),
                    Instant.ofEpochMilli(row.getLong("used_at")));
        } catch (MalformedPolicy impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void put(String domain, Kept kept) throws StorageException {
        database.committer()
                .commit(transaction ->
                        transaction.update(
                                """
                                INSERT INTO sts_policy (domain, id, policy, fetched_at, expires_at, used_at)
                                VALUES (?, ?, ?, ?, ?, ?)
                                ON CONFLICT (domain) DO UPDATE SET
                                    id = excluded.id, policy = excluded.policy,
                                    fetched_at = excluded.fetched_at, expires_at = excluded.expires_at,
                                    used_at = excluded.used_at\
                                """,
                                domain,
                                kept.id(),
                                String.join("\n", kept.policy().lines()),
                                kept.fetchedAt(),
                                kept.expiresAt(),
                                kept.usedAt()));
    }

    /// Domains to which mail went since `usedAfter` and whose policy was fetched before
    /// `fetchedBefore`, the longest ago first.
    List<String> stale(Instant fetchedBefore, Instant usedAfter, int limit) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        """
                                        SELECT domain FROM sts_policy WHERE fetched_at < ? AND used_at > ?
                                        ORDER BY fetched_at LIMIT ?\
                                        """)
                                .bind(0, fetchedBefore.toEpochMilli())
                                .bind(1, usedAfter.toEpochMilli())
                                .bind(2, limit)
                                .mapTo(String.class)
                                .list());
    }

    void forgetExpired(Instant now) throws StorageException {
        database.committer()
                .commit(transaction ->
                        transaction.update("DELETE FROM sts_policy WHERE expires_at < ?", now));
    }
}
