package dev.facteur.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Worlds full of misfortune, in which the gateway keeps its promises: as many as twenty seconds
/// hold.
///
/// `make simulate SEEDS=20000` (`-Dfacteur.simulation.seeds`) runs so many of them, from seed
/// `FIRST` (`-Dfacteur.simulation.first`) on; `make simulate SEED=7` (`-Dfacteur.simulation.seed`)
/// runs one and tells its story.
class SimulationTest {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final int SEEDS_FOR_A_DEFECT = 200;
    private static final int SEEDS_TWICE = 20;

    @TempDir(factory = InMemory.class)
    static Path folder;

    private static Simulation.@Nullable Furnitures furnitures;

    /// Forcing files to a real disk would cost more than all the rest.
    static final class InMemory implements TempDirFactory {
        private static final Path MEMORY = Path.of("/dev/shm");

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws Exception {
            return Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "facteur")
                    : Files.createTempDirectory("facteur");
        }
    }

    @BeforeAll
    static void furnish() throws Exception {
        furnitures =
                new Simulation.Furnitures(
                        Furniture.make(folder.resolve("retrying"), "retry"),
                        Furniture.make(folder.resolve("holding"), "hold"));
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
            assertThat(report.broken()).isEmpty();
            return;
        }
        long first = Long.getLong("facteur.simulation.first", 0);
        var seeds = Long.getLong("facteur.simulation.seeds");
        long start = System.nanoTime();
        long seed = first;
        while (seeds == null ? System.nanoTime() - start < TIME.toNanos() : seed - first < seeds) {
            assertThat(run(seed, null).broken())
                    .as("make simulate SEED=%d tells the story", seed)
                    .isEmpty();
            seed++;
        }
        if (seeds != null) System.out.println(seeds + " worlds, all promises kept");
    }

    @Test
    void theSameSeedTellsTheSameStory() throws Exception {
        for (long seed = 0; seed < SEEDS_TWICE; seed++) {
            var once = run(seed, null);
            var again = run(seed, null);
            assertThat(once.broken()).isEmpty();
            assertThat(again.broken()).isEmpty();
            assertThat(again.story()).isEqualTo(once.story());
        }
    }

    /// Otherwise nothing is said of what forgetting leaves alone.
    @Test
    void inSomeWorldsMailIsForgotten() throws Exception {
        int forgotten = 0;
        for (long seed = 0; seed < SEEDS_TWICE; seed++) forgotten += run(seed, null).forgotten();
        assertThat(forgotten).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void knownDefectsAreFound(Defect defect) throws Exception {
        long seed = 0;
        var broken = List.<String>of();
        while (broken.isEmpty() && seed < SEEDS_FOR_A_DEFECT) {
            broken = run(seed++, defect).broken();
        }
        assertThat(broken).as("what %d worlds with %s say", seed, defect).isNotEmpty();
    }
}
