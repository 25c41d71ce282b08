package dev.facteur.simulation;

import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import java.util.List;

/// Keeps what the gateway forgets, in tables of its own beside the gateway's, so that promises can
/// be held against all that ever was: `known_mail`, `known_recipient` and `known_event`.
final class Memory {
    private static final String OPEN = "state IN ('scheduled', 'queued', 'leased', 'held')";

    private Memory() {}

    static void install(Database database) throws StorageException {
        database.committer()
                .commit(transaction -> {
                    for (var table : List.of("mail", "recipient", "event")) {
                        transaction.update(
                                "CREATE TABLE gone_%s AS SELECT * FROM %s WHERE 0"
                                        .formatted(table, table));
                        transaction.update(
                                "CREATE VIEW known_%s AS SELECT * FROM %s UNION ALL SELECT * FROM gone_%s"
                                        .formatted(table, table, table));
                    }
                    transaction.update(keeping("mail", "id = OLD.id"));
                    transaction.update(keeping("event", "id = OLD.id"));
                    transaction.update(
                            keeping("recipient", "mail_id = OLD.mail_id AND number = OLD.number"));
                    transaction.update("CREATE TABLE missed (message_id TEXT NOT NULL)");
                    transaction.update(missing("DELETE", "TRUE"));
                    return transaction.update(
                            missing(
                                    "UPDATE OF content_key",
                                    "OLD.content_key IS NOT NULL AND NEW.content_key IS NULL"));
                });
    }

    private static String keeping(String table, String row) {
        return """
        CREATE TRIGGER keep_%s BEFORE DELETE ON %s BEGIN
            INSERT INTO gone_%s SELECT * FROM %s WHERE %s;
        END\
        """
                .formatted(table, table, table, table, row);
    }

    /// Notes mail of which something was forgotten while somebody waited for it.
    private static String missing(String change, String when) {
        return """
        CREATE TRIGGER missed_%s BEFORE %s ON mail WHEN %s AND (OLD.finished_at IS NULL
            OR EXISTS (SELECT 1 FROM known_recipient WHERE mail_id = OLD.id AND %s))
        BEGIN
            INSERT INTO missed VALUES (OLD.message_id);
        END\
        """
                .formatted(change.substring(0, 6), change, when, OPEN);
    }
}
