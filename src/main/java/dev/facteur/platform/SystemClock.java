package dev.facteur.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The machine's own time.
public final class SystemClock implements Clock {
    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public <T> @Nullable T poll(BlockingQueue<T> queue, @Nullable Instant deadline)
            throws InterruptedException {
        if (deadline == null) return queue.take();
        long wait = Duration.between(now(), deadline).toNanos();
        return queue.poll(Math.max(wait, 0), TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean acquire(Semaphore permits, Duration limit) throws InterruptedException {
        return permits.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean join(Thread thread, Duration limit) throws InterruptedException {
        return thread.join(limit);
    }

    @Override
    public void sleepUntil(Instant deadline) throws InterruptedException {
        var wait = Duration.between(now(), deadline);
        if (wait.isPositive()) Thread.sleep(wait);
    }
}
