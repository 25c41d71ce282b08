package dev.facteur.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldKeysTest {
    @TempDir Path folder;

    @Test
    void submissionsThatCanNoLongerBeRepeatedAreForgottenSomeAtATime() throws Exception {
        var clock = new ManualClock();
        try (var database = Database.open(folder.resolve("facteur.db"), () -> {})) {
            var keys = new OldKeys(database.committer(), clock);
            take(database, 1, 2 * OldKeys.AT_ONCE + 5, clock.now());
            clock.advance(Acceptance.REPEATS);
            assertThat(keys.forget()).isFalse();
            clock.advance(Duration.ofMillis(1));
            take(database, -7, -1, clock.now());

            assertThat(keys.forget()).isTrue();
            assertThat(count(database)).isEqualTo(OldKeys.AT_ONCE + 5 + 7);
            assertThat(keys.forget()).isTrue();
            assertThat(keys.forget()).isFalse();
            assertThat(count(database)).isEqualTo(7);
        }
    }

    private static void take(Database database, int first, int last, Instant at)
            throws StorageException {
        var _ =
                database.committer()
                        .commit(transaction ->
                                transaction.update(
                                        """
                                        WITH RECURSIVE n(i) AS (
                                            VALUES (?) UNION ALL
                                            SELECT i + 1 FROM n WHERE i < ?)
                                        INSERT INTO submission_key (key, content, mail_id, at)
                                        SELECT CAST(i AS BLOB), x'00', i, ? FROM n\
                                        """,
                                        first,
                                        last,
                                        at));
    }

    private static long count(Database database) {
        var sql = "SELECT count(*) FROM submission_key";
        return database.reads().withHandle(h -> h.createQuery(sql).mapTo(Long.class).one());
    }
}
