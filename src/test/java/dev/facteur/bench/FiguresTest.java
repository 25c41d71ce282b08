package dev.facteur.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final Plan PLAN =
            new Plan(
                    new Plan.Load(1, 1, 2, false, 0),
                    new Plan.Way(false, false, Duration.ZERO, Duration.ZERO),
                    0,
                    0,
                    1,
                    Path.of(""));
    private static final Machine MACHINE = new Machine(1, null, null, "any", "any", "tmpfs");

    @Test
    void percentileIsTheTimeOfAMailThatWasSent() {
        var hundred = new long[100];
        for (int i = 0; i < hundred.length; i++) hundred[i] = (100 - i) * 1_000_000L;

        var latencies = Latencies.of(hundred);

        assertThat(latencies.millis(0.5)).isEqualTo(50);
        assertThat(latencies.millis(0.99)).isEqualTo(99);
        assertThat(latencies.millis(1)).isEqualTo(100);
    }

    @Test
    void mailThatWasNotAcceptedHasNoLatency() {
        assertThat(Latencies.of(new long[] {0, 2_000_000, 0}).millis(0.01)).isEqualTo(2);
        assertThat(Latencies.of(new long[] {0}).millis(0.5)).isZero();
    }

    @Test
    void medianIsTheMiddleRunOrTheMeanOfTwo() {
        assertThat(report(30, 10, 20).median(Figures::acceptedPerSecond)).isEqualTo(20);
        assertThat(report(30, 10).median(Figures::acceptedPerSecond)).isEqualTo(20);
    }

    @Test
    void figureThatNobodyTellsHasNoMedian() {
        assertThat(report(30, 10, 20).median(Figures::cpu)).isNull();
    }

    @Test
    void fileSystemInMemoryIsNoMeasureOfADisk() {
        assertThat(MACHINE.syncsForNothing()).isTrue();
    }

    @Test
    void othersHaveWhatNeitherGatewayNorLoadUsed() {
        var ticks =
                MachineTicks.read(List.of("cpu  100 0 50 800 50 0 0 0 0 0", "cpu0 1", "cpu1 1"));
        var later =
                MachineTicks.read(List.of("cpu  160 0 90 850 50 0 0 50 9 9", "cpu0 1", "cpu1 1"));
        // Of one second on two processors three quarters were busy, half a second was ours.
        var before = new Usage(0, Duration.ZERO, Duration.ZERO, ticks);
        var after = new Usage(1_000_000_000, Duration.ofMillis(400), Duration.ofMillis(100), later);

        assertThat(after.othersPercent(before)).isEqualTo(50);
        assertThat(after.gatewayPerThousand(before, 100)).isEqualTo(4);
        assertThat(after.loadPerThousand(before, 100)).isEqualTo(1);
    }

    private static Report report(double... accepted) {
        var mails = new Figures.Mails(1, 1, 0, 0, 0, 0);
        var runs =
                Arrays.stream(accepted)
                        .mapToObj(rate ->
                                new Figures(mails, rate, rate, null, null, null, null, null, 1, 1))
                        .toList();
        return new Report(PLAN, MACHINE, List.copyOf(runs));
    }
}
