package dev.facteur.testkit;

import dev.facteur.platform.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A clock that stands still until a test moves it. Who waits for a time wakes when it is reached.
public final class ManualClock implements Clock {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private Instant now;

    public ManualClock() {
        this(Instant.parse("2026-06-01T08:00:00Z"));
    }

    public ManualClock(Instant start) {
        this.now = start;
    }

    @Override
    public Instant now() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nanos() {
        return Duration.between(Instant.EPOCH, now()).toNanos();
    }

    public void advance(Duration step) {
        lock.lock();
        try {
            now = now.plus(step);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T> @Nullable T poll(BlockingQueue<T> queue, @Nullable Instant deadline)
            throws InterruptedException {
        while (true) {
            var element = queue.poll();
            if (element != null) return element;
            lock.lockInterruptibly();
            try {
                if (deadline != null && !now.isBefore(deadline)) return null;
                // Elements arrive without a signal of ours, so look again after a moment.
                var _ = moved.awaitNanos(1_000_000);
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void sleepUntil(Instant deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (now.isBefore(deadline)) moved.await();
        } finally {
            lock.unlock();
        }
    }
}
