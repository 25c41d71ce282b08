package dev.facteur.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.queue.Allowance.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /// Any number: only differences count.
    private static final long NOW = Long.MAX_VALUE - 10 * SECOND;

    private static Allowance perMinute(int amount) {
        return new Allowance(new Rate(0, amount, 0), List.of());
    }

    @Test
    void inNoMinuteMoreLeavesThanTheRateSays() {
        var allowance = perMinute(30);
        long at = NOW;
        var left = new ArrayList<Long>();
        for (int i = 0; i < 100; i++) {
            at += allowance.untilNext(at).toNanos();
            allowance.take(1, at);
            left.add(at);
            at += SECOND / 4;
        }
        for (int i = 30; i < left.size(); i++) {
            assertThat(left.get(i) - left.get(i - 30)).isGreaterThanOrEqualTo(60 * SECOND);
        }
    }

    @Test
    void aLeaseThatIsLargerThanTheRateIsPaidForAfterwards() {
        var allowance = perMinute(30);
        allowance.take(100, NOW);
        assertThat(allowance.untilNext(NOW)).isEqualTo(Duration.ofMinutes(4).minusMinutes(1));
        allowance.take(20, NOW + 180 * SECOND);
        assertThat(allowance.untilNext(NOW + 180 * SECOND)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void whatLeftBeforeARestartCounts() {
        var before = List.of(new Taken(NOW - 50 * SECOND, 2), new Taken(NOW - 10 * SECOND, 1));
        var allowance = new Allowance(new Rate(0, 3, 0), before);
        assertThat(allowance.untilNext(NOW)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aDayOfManyMailsIsRememberedInFewSlots() {
        var allowance = new Allowance(new Rate(0, 0, 10_000), List.of());
        for (int i = 0; i < 10_000; i++) allowance.take(1, NOW + i * SECOND);
        long end = NOW + 10_000 * SECOND;
        assertThat(allowance.untilNext(end)).isLessThanOrEqualTo(Duration.ofDays(1));
        assertThat(allowance.untilNext(end)).isGreaterThan(Duration.ofHours(20));
    }

    @Test
    void theRemotesPauseOutlivesAChangeOfTheRate() {
        var allowance = perMinute(30);
        allowance.pause(Duration.ofMinutes(5), NOW);
        var changed = allowance.at(new Rate(7, 0, 0), List.of());
        assertThat(changed.untilNext(NOW + 60 * SECOND)).isEqualTo(Duration.ofMinutes(4));
        assertThat(changed.isWhole(NOW)).isFalse();
        assertThat(changed.isWhole(NOW + 300 * SECOND)).isTrue();
    }
}
