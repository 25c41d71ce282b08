package dev.facteur.suppress;

import dev.facteur.mail.Stream;
import dev.facteur.platform.db.RowReader;
import dev.facteur.platform.db.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The statements on suppressions, as part of somebody's unit of work.
public final class SuppressionTable {
    static final String COLUMNS =
            "site_id, stream, address, cause, detail, mail_id, evidence, since, expires_at";

    private static final RowReader<Suppression> ROW = SuppressionTable::row;

    private SuppressionTable() {}

    /// Why mail of this stream does not go there; empty when it may.
    ///
    /// @param pseudonym under which the address is known if its owner was erased
    public static Optional<Suppression> standing(
            Transaction transaction,
            long siteId,
            Stream stream,
            String address,
            String pseudonym,
            Instant now)
            throws SQLException {
        return transaction.one(
                "SELECT "
                        + COLUMNS
                        + " FROM suppression WHERE site_id = ? AND address IN (?, ?)"
                        + " AND stream = ? AND (expires_at IS NULL OR expires_at > ?)",
                ROW,
                siteId,
                Suppression.key(address),
                pseudonym,
                stream.word(),
                now);
    }

    /// Adds one, unless one stands there already that ends later or never. One of a site that is
    /// gone is nobody's.
    public static void add(Transaction transaction, Suppression one) throws SQLException {
        transaction.update(
                """
                INSERT INTO suppression (site_id, stream, address, cause, detail, mail_id, evidence,
                    since, expires_at)
                SELECT ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM site WHERE id = ?)
                ON CONFLICT DO UPDATE SET cause = excluded.cause, detail = excluded.detail,
                    mail_id = excluded.mail_id, evidence = excluded.evidence,
                    since = excluded.since, expires_at = excluded.expires_at
                WHERE expires_at IS NOT NULL
                    AND (excluded.expires_at IS NULL OR excluded.expires_at > expires_at)\
                """,
                one.siteId(),
                one.stream().word(),
                one.address(),
                one.cause().word(),
                one.detail(),
                one.mail(),
                one.evidence(),
                one.since(),
                one.expires(),
                one.siteId());
    }

    /// Adds one that a provider holds, or makes its end later. Others that stand there stay as they
    /// are, also that of somebody who was erased.
    static void hold(Transaction transaction, Suppression one, String pseudonym)
            throws SQLException {
        transaction.update(
                """
                INSERT INTO suppression (site_id, stream, address, cause, detail, since, expires_at)
                SELECT ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM site WHERE id = ?)
                    AND NOT EXISTS (SELECT 1 FROM suppression
                        WHERE site_id = ? AND stream = ? AND address = ?)
                ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at
                WHERE cause = excluded.cause AND excluded.expires_at > expires_at\
                """,
                one.siteId(),
                one.stream().word(),
                one.address(),
                one.cause().word(),
                one.detail(),
                one.since(),
                one.expires(),
                one.siteId(),
                one.siteId(),
                one.stream().word(),
                pseudonym);
    }

    /// @return whether it was there
    static boolean remove(Transaction transaction, long siteId, Stream stream, String address)
            throws SQLException {
        return transaction.update(
                        "DELETE FROM suppression WHERE site_id = ? AND address = ? AND stream = ?",
                        siteId,
                        Suppression.key(address),
                        stream.word())
                == 1;
    }

    /// Goes on with those of an address, without knowing it.
    ///
    /// @param siteId null for those of all sites
    public static void hide(
            Transaction transaction, @Nullable Long siteId, String address, String pseudonym)
            throws SQLException {
        transaction.update(
                """
                UPDATE OR REPLACE suppression
                SET address = ?, detail = '', mail_id = NULL, evidence = NULL
                WHERE address = ? AND site_id = coalesce(?, site_id)\
                """,
                pseudonym,
                Suppression.key(address),
                siteId);
    }

    /// Gives an address another chance, because somebody asked for one more attempt.
    public static void forgive(Transaction transaction, long siteId, Stream stream, String address)
            throws SQLException {
        transaction.update(
                """
                DELETE FROM suppression WHERE site_id = ? AND address = ? AND stream = ?
                    AND cause IN ('hard-bounce', 'soft-bounces', 'provider')\
                """,
                siteId,
                Suppression.key(address),
                stream.word());
    }

    /// Notes a mail that was given up.
    ///
    /// @return how many were within `span`, this one among them
    static int countSoftBounce(
            Transaction transaction,
            long siteId,
            String address,
            long mail,
            Instant now,
            Duration span)
            throws SQLException {
        var key = Suppression.key(address);
        forgetSoftBounces(transaction, now.minus(span));
        transaction.update(
                "INSERT INTO soft_bounce (site_id, address, mail_id, at) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                siteId,
                key,
                mail,
                now);
        return transaction
                .one(
                        "SELECT count(*) FROM soft_bounce WHERE site_id = ? AND address = ?",
                        row -> row.getInt(1),
                        siteId,
                        key)
                .orElse(0);
    }

    static int forgetSoftBounces(Transaction transaction, Instant until) throws SQLException {
        return transaction.update("DELETE FROM soft_bounce WHERE at < ?", until);
    }

    static Suppression row(ResultSet row) throws SQLException {
        return new Suppression(
                row.getLong("site_id"),
                Stream.of(row.getString("stream")),
                row.getString("address"),
                Cause.of(row.getString("cause")).orElse(Cause.BY_HAND),
                row.getString("detail"),
                number(row, "mail_id"),
                number(row, "evidence"),
                Instant.ofEpochMilli(row.getLong("since")),
                time(row));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : number;
    }

    private static @Nullable Instant time(ResultSet row) throws SQLException {
        var at = number(row, "expires_at");
        return at == null ? null : Instant.ofEpochMilli(at);
    }
}
