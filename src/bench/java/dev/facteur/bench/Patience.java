package dev.facteur.bench;

import dev.facteur.platform.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Waits until something is over, or nothing moves any more.
final class Patience {
    /// Longer than the gateway waits before its first retry, so that a mail which was only deferred
    /// is not taken for lost.
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Clock clock;

    Patience(Clock clock) {
        this.clock = clock;
    }

    /// @param moved grows as long as there is hope
    /// @param tell is called after each look
    void await(BooleanSupplier over, LongSupplier moved, Runnable tell)
            throws InterruptedException {
        long seen = -1;
        long since = clock.nanos();
        while (!over.getAsBoolean()) {
            long now = moved.getAsLong();
            if (now != seen) {
                seen = now;
                since = clock.nanos();
            } else if (clock.nanos() - since > LIMIT.toNanos()) {
                return;
            }
            tell.run();
            clock.sleepUntil(clock.now().plus(LOOK_AGAIN));
        }
    }
}
