package dev.facteur.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Time as the program sees it, and every wait that ends by itself. Tests turn it by hand.
public interface Clock {
    /// Wall-clock time; may jump when somebody sets the clock.
    Instant now();

    /// A steady count of nanoseconds, for durations. Compare by subtraction.
    long nanos();

    /// Takes the next element, waiting for one until `deadline`; null when none came in time. A
    /// null deadline waits for ever.
    <T> @Nullable T poll(BlockingQueue<T> queue, @Nullable Instant deadline)
            throws InterruptedException;

    /// Takes one permit, waiting for one up to `limit`; false when none came in time.
    boolean acquire(Semaphore permits, Duration limit) throws InterruptedException;

    /// Waits until the thread has ended, up to `limit`; false when it still runs.
    boolean join(Thread thread, Duration limit) throws InterruptedException;

    /// Waits until `deadline`.
    void sleepUntil(Instant deadline) throws InterruptedException;
}
