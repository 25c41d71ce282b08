package dev.facteur.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a run that was killed leaves in the write-ahead log.
class LeftLogTest {
    private static final String SECRET = "ada.lovelace@example.com";

    @TempDir Path folder;

    @Test
    void theNextStartEmptiesTheLogOfWhatWasDeleted() throws Exception {
        var left = Files.createDirectory(folder.resolve("left"));
        try (var database = Database.open(folder.resolve("facteur.db"), () -> {})) {
            var committer = database.committer();
            committer.commit(transaction ->
                    transaction.update(
                            "INSERT INTO evidence (source, party, route, at, content)"
                                    + " VALUES ('bounce', ?, '', 0, '')",
                            SECRET));
            committer.commit(transaction -> transaction.update("DELETE FROM evidence"));
            for (var file : new String[] {"facteur.db", "facteur.db-wal"}) {
                Files.copy(folder.resolve(file), left.resolve(file));
            }
        }
        assertThat(text(left.resolve("facteur.db-wal"))).contains(SECRET);
        try (var next = Database.open(left.resolve("facteur.db"), () -> {})) {
            assertThat(next.committer().running()).isTrue();
            try (var files = Files.list(left)) {
                for (var file : files.toList()) assertThat(text(file)).doesNotContain(SECRET);
            }
        }
    }

    private static String text(Path file) throws Exception {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
