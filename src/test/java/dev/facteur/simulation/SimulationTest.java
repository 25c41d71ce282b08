package dev.facteur.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Worlds full of misfortune, in which the gateway keeps its promises.
///
/// `-Dfacteur.simulation.seeds=N` runs so many of them, `-Dfacteur.simulation.seed=K` one, and
/// prints its story.
class SimulationTest {
    private static final Duration DEFAULT_TIME = Duration.ofSeconds(40);
    private static final int DEFECT_SEEDS = 300;

    @TempDir static Path elsewhere;
    private static Path folder = Path.of("");
    private static Simulation.@Nullable Furnitures furnitures;

    @BeforeAll
    static void furnish() throws Exception {
        // Forcing files to a real disk would cost more than all the rest.
        var memory = Path.of("/dev/shm");
        folder =
                Files.isWritable(memory) ? Files.createTempDirectory(memory, "facteur") : elsewhere;
        furnitures =
                new Simulation.Furnitures(
                        Furniture.make(folder.resolve("retrying"), "retry"),
                        Furniture.make(folder.resolve("holding"), "hold"));
    }

    @AfterAll
    static void clear() throws Exception {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!file.equals(elsewhere)) Files.delete(file);
            }
        }
    }

    private static Simulation.Report run(long seed, @Nullable Defect defect) throws Exception {
        var ready = furnitures;
        if (ready == null) throw new IllegalStateException("not furnished");
        return Simulation.run(seed, ready, defect, folder);
    }

    @Test
    void promisesAreKeptInEveryWorld() throws Exception {
        var one = Long.getLong("facteur.simulation.seed");
        if (one != null) {
            var report = run(one, null);
            System.out.println(report.story());
            assertThat(report.broken()).as("seed %d", one).isEmpty();
            return;
        }
        int seeds = Integer.getInteger("facteur.simulation.seeds", Integer.MAX_VALUE);
        long start = System.nanoTime();
        for (long seed = 0; seed < seeds; seed++) {
            var report = run(seed, null);
            assertThat(report.broken())
                    .as("-Dfacteur.simulation.seed=%d%n%s", seed, report.story())
                    .isEmpty();
            boolean late = System.nanoTime() - start > DEFAULT_TIME.toNanos();
            if (seeds == Integer.MAX_VALUE && late) {
                System.out.println(seed + " worlds");
                break;
            }
        }
    }

    @Test
    void theSameSeedTellsTheSameStory() throws Exception {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(run(seed, null).story()).isEqualTo(run(seed, null).story());
        }
    }

    @ParameterizedTest
    @EnumSource
    void knownDefectsAreFound(Defect defect) throws Exception {
        for (long seed = 0; seed < DEFECT_SEEDS; seed++) {
            var report = run(seed, defect);
            if (report.kept()) continue;
            System.out.println(defect + " found by seed " + seed + ": " + report.broken());
            return;
        }
        throw new AssertionError("not found by " + DEFECT_SEEDS + " seeds");
    }
}
