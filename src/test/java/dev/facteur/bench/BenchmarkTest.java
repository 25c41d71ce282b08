package dev.facteur.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.platform.StopSignal;
import dev.facteur.platform.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each way of measuring, with the real gateway in a process of its own.
class BenchmarkTest {
    private static final int MAILS = 40;
    private static final int WARM_UP = 10;

    @TempDir Path folder;

    @Test
    void mailInsideTlsAllArrivesSigned() throws Exception {
        var figures = measure(load(false, 0), near(true, true));

        assertComplete(figures);
        assertThat(figures.mails().signed()).isEqualTo(MAILS);
    }

    @Test
    void oneMailAConnectionAllArrives() throws Exception {
        assertComplete(measure(load(true, 0), near(true, false)));
    }

    @Test
    void mailAtASteadyRateComesNoFasterThanThat() throws Exception {
        int perSecond = 100;
        var figures = measure(load(false, perSecond), near(false, false));

        assertComplete(figures);
        // The first one is due at once, so the last one's time is one step earlier.
        assertThat(figures.acceptedPerSecond())
                .isLessThan((double) perSecond * MAILS / (MAILS - 1));
    }

    @Test
    void mailToAFarAndSlowProviderAllArrives() throws Exception {
        var way = new Plan.Way(true, true, Duration.ofMillis(30), Duration.ofMillis(10));
        assertComplete(measure(load(false, 0), way));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mailgun", "resend"})
    void mailByAProvidersApiAllArrives(String provider) throws Exception {
        var way = new Plan.Way(false, false, Duration.ofMillis(10), Duration.ZERO, provider);
        assertComplete(measure(load(false, 0), way));
    }

    @Test
    void gatewayThatIsStartedAgainWithAFullQueueRelaysWhatIsNew() throws Exception {
        var plan = new Plan(load(false, 0), near(true, true), 100, WARM_UP, 1, folder);
        var stages = new HashSet<Progress.Stage>();
        Progress progress = (_, stage, _, _) -> stages.add(stage);

        var report = new Benchmark(plan, Surroundings.system(), progress).run(StopSignal.install());

        assertThat(stages).contains(Progress.Stage.FILLING);
        assertComplete(report.runs().getFirst());
        assertThat(report.runs().getFirst().restart()).isPositive();
    }

    @Test
    void everyRunHasAFreshGatewayAndNothingStays() throws Exception {
        var stages = new ArrayList<String>();
        var plan = new Plan(load(false, 0), near(false, false), 0, WARM_UP, 2, folder);
        Progress progress =
                (run, stage, _, _) -> {
                    if (!stages.contains(run + " " + stage)) stages.add(run + " " + stage);
                };

        var report = new Benchmark(plan, Surroundings.system(), progress).run(StopSignal.install());

        assertThat(report.complete()).isTrue();
        assertThat(report.runs()).hasSize(2).allSatisfy(BenchmarkTest::assertComplete);
        assertThat(report.runs()).allMatch(run -> run.mails().signed() == 0);
        assertThat(report.machine().processors()).isPositive();
        assertThat(stages)
                .containsExactly(
                        "1 STARTING",
                        "1 WARMING_UP",
                        "1 MEASURING",
                        "2 STARTING",
                        "2 WARMING_UP",
                        "2 MEASURING");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void stopAtAnyMomentIsNoFailure() {
        var plan = new Plan(load(false, 0), near(true, false), 0, WARM_UP, 1, folder);
        var stop = StopSignal.install();
        stop.ask();

        var benchmark = new Benchmark(plan, Surroundings.system(), (_, _, _, _) -> {});

        assertThatThrownBy(() -> benchmark.run(stop)).isInstanceOf(InterruptedException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void stoppedBenchmarkLeavesNoGatewayAndNoFiles() throws Exception {
        var home = Files.createDirectory(folder.resolve("home"));
        var place = Files.createDirectory(folder.resolve("place"));
        var process = start(home, "--warm-up", "0", "--mails", "10000000", "--folder", "" + place);
        try (var progress = process.errorReader()) {
            var line = progress.readLine();
            while (line != null && !line.contains("measuring")) line = progress.readLine();
            var children = process.descendants().toList();
            assertThat(line).isNotNull();
            assertThat(children).hasSize(1);

            process.destroy();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(place).isEmptyDirectory();
            // The gateway that was measured does not take the place of the real one.
            assertThat(home).isEmptyDirectory();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(Path home, String... options) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Dfacteur.home=" + home, "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), "dev.facteur.Main", "bench"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).start();
    }

    private Figures measure(Plan.Load load, Plan.Way way) throws Exception {
        var plan = new Plan(load, way, 0, WARM_UP, 1, folder);
        var report =
                new Benchmark(plan, Surroundings.system(), (_, _, _, _) -> {})
                        .run(StopSignal.install());
        assertThat(folder).isEmptyDirectory();
        return report.runs().getFirst();
    }

    private static Plan.Load load(boolean single, int perSecond) {
        return new Plan.Load(MAILS, 4, 3000, single, perSecond);
    }

    private static Plan.Way near(boolean tls, boolean dkim) {
        return new Plan.Way(tls, dkim, Duration.ZERO, Duration.ZERO);
    }

    private static void assertComplete(Figures figures) {
        assertThat(figures.mails().complete()).isTrue();
        assertThat(figures.mails().accepted()).isEqualTo(MAILS);
        assertThat(figures.mails().arrived()).isEqualTo(MAILS);
        assertThat(figures.mails().twice()).isZero();
        assertThat(figures.acceptedPerSecond()).isPositive();
        assertThat(figures.arrivedPerSecond()).isPositive();
        assertThat(figures.p50()).isPositive();
        assertThat(figures.p99()).isGreaterThanOrEqualTo(figures.p50());
    }
}
