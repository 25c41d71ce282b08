package dev.facteur.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.testkit.ManualClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger count = new AtomicInteger();

    private Duration count() {
        count.incrementAndGet();
        return PAUSE;
    }

    @Test
    void aRoundBeginsWhenThePauseAfterTheLastIsOver() {
        try (var rounds = new Rounds("test", this::count, clock)) {
            rounds.start();
            for (int round = 1; round < 4; round++) {
                int expected = round;
                await().until(() -> count.get() == expected);
                clock.advance(PAUSE);
            }
        }
    }

    @Test
    void anErrorEndsOneRoundAndNoOther() {
        try (var rounds = new Rounds("test", this::breaking, clock)) {
            rounds.start();
            await().until(() -> count.get() == 1);
            clock.advance(PAUSE);
            await().until(() -> count.get() == 2);
        }
    }

    private Duration breaking() {
        if (count.incrementAndGet() == 1) throw new AssertionError("a bug");
        return PAUSE;
    }

    @Test
    void closingLetsTheRoundEndAndInterruptsNothing() throws Exception {
        var started = new CountDownLatch(1);
        var told = new AtomicBoolean();
        var rounds = new Rounds[1];
        rounds[0] =
                new Rounds(
                        "test",
                        () -> {
                            started.countDown();
                            await().until(() -> rounds[0].closing());
                            told.set(!Thread.currentThread().isInterrupted());
                            return count();
                        },
                        clock);
        rounds[0].start();
        started.await();

        rounds[0].close();

        assertThat(told).isTrue();
        assertThat(count).hasValue(1);
    }

    @Test
    void whatWasNeverStartedIsClosedAtOnce() {
        new Rounds("test", this::count, clock).close();
        assertThat(count).hasValue(0);
    }
}
