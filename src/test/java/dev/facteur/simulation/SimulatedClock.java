package dev.facteur.simulation;

import dev.facteur.platform.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The world's time as a program sees it. Like the machine's own waits, one here does not notice
/// when the clock is set meanwhile.
record SimulatedClock(World world) implements Clock {
    @Override
    public Instant now() {
        return world.now();
    }

    @Override
    public long nanos() {
        return world.nanos();
    }

    @Override
    public <T> @Nullable T poll(BlockingQueue<T> queue, @Nullable Instant deadline)
            throws InterruptedException {
        long end = deadline == null ? Long.MAX_VALUE : end(Duration.between(now(), deadline));
        return world.await(() -> !queue.isEmpty(), end) ? queue.poll() : null;
    }

    @Override
    public boolean acquire(Semaphore permits, Duration limit) throws InterruptedException {
        long end = end(limit);
        while (world.await(() -> permits.availablePermits() > 0, end)) {
            if (permits.tryAcquire()) return true;
        }
        return false;
    }

    @Override
    public boolean join(Thread thread, Duration limit) throws InterruptedException {
        return world.await(() -> !thread.isAlive(), end(limit));
    }

    @Override
    public void sleepUntil(Instant deadline) throws InterruptedException {
        var _ = world.await(() -> false, end(Duration.between(now(), deadline)));
    }

    private long end(Duration wait) {
        return world.nanos() + Math.max(wait.toNanos(), 0);
    }
}
