package dev.facteur.simulation;

import dev.facteur.platform.db.RowReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the gateway's database says, and what it has forgotten ([Memory]), for those who compare it
/// with what they have seen.
final class Ledger {
    private final Supplier<@Nullable Connection> open;

    /// One recipient of one mail, with the kinds of its events in their order.
    ///
    /// @param lastAt when the last event happened, as milliseconds since 1970 like `expiresAt`
    record Row(
            String messageId,
            String address,
            String state,
            long expiresAt,
            long lastAt,
            List<String> events) {}

    /// @param open a connection to the database; null while nobody has it open
    Ledger(Supplier<@Nullable Connection> open) {
        this.open = open;
    }

    List<Row> recipients() {
        return rows(
                """
                SELECT m.message_id, r.address, r.state, r.expires_at,
                    (SELECT group_concat(kind) FROM (SELECT kind FROM known_event e
                        WHERE e.mail_id = r.mail_id AND e.recipient = r.number ORDER BY id)),
                    (SELECT max(at) FROM known_event e
                        WHERE e.mail_id = r.mail_id AND e.recipient = r.number)
                FROM known_recipient r JOIN known_mail m ON m.id = r.mail_id ORDER BY r.mail_id, r.number\
                """,
                row ->
                        new Row(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getLong(4),
                                row.getLong(6),
                                events(row.getString(5))));
    }

    private static List<String> events(@Nullable String joined) {
        return joined == null ? List.of() : List.of(joined.split(","));
    }

    /// Which mails have this Message-ID.
    List<Long> ids(String messageId) {
        return rows(
                "SELECT id FROM known_mail WHERE message_id = ?", row -> row.getLong(1), messageId);
    }

    /// When the mails of this Message-ID were accepted.
    List<Instant> accepted(String messageId) {
        return rows(
                "SELECT accepted_at FROM known_mail WHERE message_id = ? ORDER BY accepted_at",
                row -> Instant.ofEpochMilli(row.getLong(1)),
                messageId);
    }

    /// Reports that this sender is to get, or has got.
    int reportsTo(String sender) {
        return count(
                """
                SELECT count(*) FROM known_mail m JOIN known_recipient r ON r.mail_id = m.id
                WHERE m.sender = '' AND r.address = ?\
                """,
                sender);
    }

    int inState(String state) {
        return count("SELECT count(*) FROM recipient WHERE state = ?", state);
    }

    /// Whether nobody is to be tried any more.
    boolean atRest() {
        return inState("queued") + inState("leased") == 0;
    }

    /// The ids of all mails.
    List<Long> mails() {
        return rows("SELECT id FROM mail ORDER BY id", row -> row.getLong(1));
    }

    /// Whether a recipient may be asked for again after a refusal for good: it has other mail, or
    /// somebody wants another attempt.
    boolean askedForAgain(String recipient) {
        return count("SELECT count(*) FROM known_recipient WHERE address = ?", recipient) > 1
                || count(
                                """
                                SELECT count(*) FROM known_recipient r JOIN known_event e
                                    ON e.mail_id = r.mail_id AND e.recipient = r.number
                                WHERE r.address = ? AND e.kind = 'retried'\
                                """,
                                recipient)
                        > 0;
    }

    boolean leased(String recipient) {
        return count(
                        "SELECT count(*) FROM recipient WHERE address = ? AND state = 'leased'",
                        recipient)
                > 0;
    }

    /// Mails of which something was forgotten while somebody waited for it.
    List<String> missed() {
        return rows("SELECT DISTINCT message_id FROM missed", row -> row.getString(1));
    }

    /// How many mails were forgotten.
    int forgotten() {
        return count("SELECT count(*) FROM gone_mail");
    }

    /// What attempts have met that must not happen: our own faults, and bytes that are gone.
    List<String> ownFaults() {
        return rows(
                """
                SELECT DISTINCT detail FROM known_event WHERE detail LIKE '%error of Facteur%'
                    OR detail LIKE '%error of the program%' OR detail LIKE '%cannot be read%'\
                """,
                row -> row.getString(1));
    }

    private int count(String sql, String... parameters) {
        var counted = rows(sql, row -> row.getInt(1), parameters);
        return counted.isEmpty() ? 0 : counted.getFirst();
    }

    private <T> List<T> rows(String sql, RowReader<T> reader, String... parameters) {
        var connection = open.get();
        if (connection == null) return List.of();
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) statement.setString(i + 1, parameters[i]);
            var found = new ArrayList<T>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) found.add(reader.read(rows));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
