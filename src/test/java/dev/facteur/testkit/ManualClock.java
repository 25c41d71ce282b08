package dev.facteur.testkit;

import dev.facteur.platform.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A clock that stands still until a test moves it. Who waits for a time wakes when so much time
/// has passed as it was away when the waiting began; like the machine's own waits, it does not
/// notice when the clock is set meanwhile.
public final class ManualClock implements Clock {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private Instant now;
    private long nanos;
    private final AtomicInteger waiting = new AtomicInteger();

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
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    /// Lets time pass.
    public void advance(Duration step) {
        move(step, step);
    }

    /// Sets the clock, forwards or backwards, without any time passing: somebody does, or the
    /// machine slept.
    public void set(Duration step) {
        move(step, Duration.ZERO);
    }

    private void move(Duration step, Duration passed) {
        lock.lock();
        try {
            now = now.plus(step);
            nanos += passed.toNanos();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T> @Nullable T poll(BlockingQueue<T> queue, @Nullable Instant deadline)
            throws InterruptedException {
        long end = deadline == null ? Long.MAX_VALUE : end(deadline);
        waiting.incrementAndGet();
        try {
            return poll(queue, end);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /// How many threads wait for an element or a time; then their work of that round is done.
    public int waiting() {
        return waiting.get();
    }

    private <T> @Nullable T poll(BlockingQueue<T> queue, long end) throws InterruptedException {
        while (true) {
            var element = queue.poll();
            if (element != null) return element;
            lock.lockInterruptibly();
            try {
                if (nanos >= end) return null;
                // Elements arrive without a signal of ours, so look again after a moment.
                var _ = moved.awaitNanos(1_000_000);
            } finally {
                lock.unlock();
            }
        }
    }

    /// By the machine's time: who waits here waits for somebody who works, not for a time.
    @Override
    public boolean acquire(Semaphore permits, Duration limit) throws InterruptedException {
        return permits.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// By the machine's time, as [#acquire].
    @Override
    public boolean join(Thread thread, Duration limit) throws InterruptedException {
        return thread.join(limit);
    }

    @Override
    public void sleepUntil(Instant deadline) throws InterruptedException {
        long end = end(deadline);
        lock.lockInterruptibly();
        try {
            while (nanos < end) moved.await();
        } finally {
            lock.unlock();
        }
    }

    private long end(Instant deadline) {
        lock.lock();
        try {
            return nanos + Duration.between(now, deadline).toNanos();
        } finally {
            lock.unlock();
        }
    }
}
