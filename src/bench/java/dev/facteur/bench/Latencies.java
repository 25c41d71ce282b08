package dev.facteur.bench;

import java.util.Arrays;

/// How long each mail took, from MAIL to the 250 that accepted it.
final class Latencies {
    /// Nanoseconds, ascending.
    private final long[] sorted;

    private Latencies(long[] sorted) {
        this.sorted = sorted;
    }

    /// @param nanos a mail each; 0 for one that was not accepted, which does not count
    static Latencies of(long[] nanos) {
        return new Latencies(Arrays.stream(nanos).filter(it -> it > 0).sorted().toArray());
    }

    /// The time within which this share of the mails was done, in milliseconds; 0 when there were
    /// none.
    double millis(double share) {
        if (sorted.length == 0) return 0;
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.clamp(rank, 1, sorted.length) - 1] / 1e6;
    }
}
