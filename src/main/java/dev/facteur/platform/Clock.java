package dev.facteur.platform;

import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// Time as the program sees it. Tests turn it by hand.
public interface Clock {
    /// Wall-clock time; may jump when somebody sets the clock.
    Instant now();

    /// A steady count of nanoseconds, for durations. Compare by subtraction.
    long nanos();

    /// Takes the next element, waiting for one until `deadline`; null when none came in time. A
    /// null deadline waits for ever.
    <T> @Nullable T poll(BlockingQueue<T> queue, @Nullable Instant deadline)
            throws InterruptedException;

    /// Waits until `deadline`.
    void sleepUntil(Instant deadline) throws InterruptedException;
}
