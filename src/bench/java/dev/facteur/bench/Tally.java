package dev.facteur.bench;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/// Which mails of a phase went in and which came out, each known by its number, so that one lost
/// and another one delivered twice do not make up for each other. Thread-safe.
final class Tally {
    private final int first;
    private final AtomicIntegerArray arrivals;
    private final AtomicIntegerArray acceptances;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger twice = new AtomicInteger();
    private final AtomicInteger signed = new AtomicInteger();
    private final AtomicLong lastAcceptance = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong lastArrival = new AtomicLong(Long.MIN_VALUE);

    /// Counts the mails numbered from `first` on.
    Tally(int first, int mails) {
        this.first = first;
        this.arrivals = new AtomicIntegerArray(mails);
        this.acceptances = new AtomicIntegerArray(mails);
    }

    /// The gateway has taken responsibility.
    ///
    /// @param nanos when, by a steady clock
    void accepted(int number, long nanos) {
        acceptances.set(number - first, 1);
        lastAcceptance.accumulateAndGet(nanos, Math::max);
        accepted.incrementAndGet();
    }

    /// The provider has got it. A mail of an earlier phase is not counted.
    void arrived(int number, boolean withSignature, long nanos) {
        int place = number - first;
        if (place < 0 || place >= arrivals.length()) return;
        if (arrivals.getAndIncrement(place) > 0) {
            twice.incrementAndGet();
            return;
        }
        lastArrival.accumulateAndGet(nanos, Math::max);
        if (withSignature) signed.incrementAndGet();
        arrived.incrementAndGet();
    }

    int first() {
        return first;
    }

    int mails() {
        return arrivals.length();
    }

    int accepted() {
        return accepted.get();
    }

    /// Different mails; one that came twice counts once.
    int arrived() {
        return arrived.get();
    }

    /// Arrivals of mails that had arrived already.
    int twice() {
        return twice.get();
    }

    int signed() {
        return signed.get();
    }

    /// Mails that the gateway accepted and the provider never saw.
    int lost() {
        int lost = 0;
        for (int i = 0; i < arrivals.length(); i++) {
            if (acceptances.get(i) > 0 && arrivals.get(i) == 0) lost++;
        }
        return lost;
    }

    /// Nanoseconds from `start` until the last mail was accepted; 0 when none was.
    long acceptanceNanos(long start) {
        return accepted() == 0 ? 0 : lastAcceptance.get() - start;
    }

    /// Nanoseconds from `start` until the last mail arrived; 0 when none did.
    long arrivalNanos(long start) {
        return arrived() == 0 ? 0 : lastArrival.get() - start;
    }
}
