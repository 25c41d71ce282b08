package dev.facteur.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How many recipients may leave in a time: one bucket a period, filled steadily, each holding what
/// its period allows. Belongs to the dispatcher's thread.
final class Allowance {
    private final Rate rate;
    private final List<Bucket> buckets = new ArrayList<>();
    private long pausedNanos;
    private long pauseNanos;

    Allowance(Rate rate, long nanos) {
        this.rate = rate;
        add(rate.perSecond(), Duration.ofSeconds(1), nanos);
        add(rate.perMinute(), Duration.ofMinutes(1), nanos);
        add(rate.perDay(), Duration.ofDays(1), nanos);
    }

    private void add(int amount, Duration period, long nanos) {
        if (amount > 0) buckets.add(new Bucket(amount, period.toNanos(), nanos));
    }

    /// Another rate, and the pause that the remote asked for.
    Allowance at(Rate changed, long nanos) {
        var allowance = new Allowance(changed, nanos);
        allowance.pausedNanos = pausedNanos;
        allowance.pauseNanos = pauseNanos;
        return allowance;
    }

    /// The remote counts too, and takes nothing for so long.
    void pause(Duration length, long nanos) {
        pausedNanos = nanos;
        pauseNanos = length.toNanos();
    }

    Rate rate() {
        return rate;
    }

    /// How long until something may leave; zero when it may now. A lease of many recipients may
    /// leave when one may, and is paid for afterwards.
    Duration untilNext(long nanos) {
        long longest = Math.max(0, pauseNanos - (nanos - pausedNanos));
        for (var bucket : buckets) longest = Math.max(longest, bucket.untilNext(nanos));
        return Duration.ofNanos(longest);
    }

    /// Whether nothing was taken of it that still counts.
    boolean isWhole(long nanos) {
        return pauseNanos <= nanos - pausedNanos
                && buckets.stream().allMatch(bucket -> bucket.isFull(nanos));
    }

    void take(int recipients, long nanos) {
        for (var bucket : buckets) bucket.take(recipients, nanos);
    }

    private static final class Bucket {
        private final double capacity;
        private final double perNano;
        private double level;
        private long filledNanos;

        Bucket(int amount, long periodNanos, long nanos) {
            this.capacity = amount;
            this.perNano = amount / (double) periodNanos;
            this.level = amount;
            this.filledNanos = nanos;
        }

        void take(int recipients, long nanos) {
            fill(nanos);
            level -= recipients;
        }

        long untilNext(long nanos) {
            fill(nanos);
            return level >= 1 ? 0 : (long) Math.ceil((1 - level) / perNano);
        }

        boolean isFull(long nanos) {
            fill(nanos);
            return level >= capacity;
        }

        private void fill(long nanos) {
            level = Math.min(capacity, level + (nanos - filledNanos) * perNano);
            filledNanos = nanos;
        }
    }
}
