package dev.facteur.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How many recipients may leave in a time: one bucket a period, filled steadily, each holding what
/// its period allows. Belongs to the dispatcher's thread.
final class Allowance {
    private final Rate rate;
    private final List<Bucket> buckets = new ArrayList<>();

    Allowance(Rate rate, long nanos) {
        this.rate = rate;
        add(rate.perSecond(), Duration.ofSeconds(1), nanos);
        add(rate.perMinute(), Duration.ofMinutes(1), nanos);
        add(rate.perDay(), Duration.ofDays(1), nanos);
    }

    private void add(int amount, Duration period, long nanos) {
        if (amount > 0) buckets.add(new Bucket(amount, period.toNanos(), nanos));
    }

    Rate rate() {
        return rate;
    }

    /// How long until something may leave; zero when it may now. A lease of many recipients may
    /// leave when one may, and is paid for afterwards.
    Duration untilNext(long nanos) {
        long longest = 0;
        for (var bucket : buckets) longest = Math.max(longest, bucket.untilNext(nanos));
        return Duration.ofNanos(longest);
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

        private void fill(long nanos) {
            level = Math.min(capacity, level + (nanos - filledNanos) * perNano);
            filledNanos = nanos;
        }
    }
}
