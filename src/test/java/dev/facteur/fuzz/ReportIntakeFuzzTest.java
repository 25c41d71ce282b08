package dev.facteur.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.feedback.ReportIntake;
import dev.facteur.feedback.ReportShelf;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// What is handed in as a report: archives, mails, XML and JSON.
class ReportIntakeFuzzTest {
    private static final Duration RETENTION = Duration.ofDays(400);

    @TempDir static Path folder;

    private static Database database;
    private static ReportIntake intake;

    @BeforeAll
    static void start() throws StorageException {
        database = Database.open(folder.resolve("facteur.db"), () -> {});
        var clock = new ManualClock();
        var shelf = new ReportShelf(database, RETENTION, clock);
        // With no domain of ours nothing is kept, however long it runs.
        intake = new ReportIntake(List::of, shelf, RETENTION, clock);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @FuzzTest
    void whateverIsHandedInIsRefusedOnOneLine(byte[] bytes) throws StorageException {
        for (var receipt : intake.take(bytes)) {
            assertThat(receipt.kept()).isFalse();
            assertThat(receipt.code()).matches("report-[a-z-]+");
            Stream.of(receipt.reason(), receipt.domain(), receipt.reporter(), receipt.id())
                    .forEach(text -> assertThat(text.chars()).noneMatch(Character::isISOControl));
        }
    }
}
