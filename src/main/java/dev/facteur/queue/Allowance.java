package dev.facteur.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// How many recipients may leave in a time: in none of its periods, wherever it begins, more than
/// the rate says. A remote that counts too may ask for a pause. Belongs to the dispatcher's thread.
final class Allowance {
    private final Rate rate;
    private final List<Window> windows = new ArrayList<>();
    private long pausedNanos;
    private long pauseNanos;

    /// Recipients that left at a time, by the steady clock.
    record Taken(long nanos, int recipients) {}

    /// @param before what left already, as far back as [Rate#memory], the longest ago first
    Allowance(Rate rate, List<Taken> before) {
        this.rate = rate;
        add(rate.perSecond(), Duration.ofSeconds(1));
        add(rate.perMinute(), Duration.ofMinutes(1));
        add(rate.perDay(), Duration.ofDays(1));
        for (var window : windows) {
            for (var taken : before) window.put(taken.nanos(), taken.recipients());
        }
    }

    private void add(int amount, Duration period) {
        if (amount > 0) windows.add(new Window(amount, period.toNanos()));
    }

    /// Another rate, and the pause that the remote asked for.
    Allowance at(Rate changed, List<Taken> before) {
        var allowance = new Allowance(changed, before);
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
        long longest = pauseLeft(nanos);
        for (var window : windows) longest = Math.max(longest, window.untilNext(nanos));
        return Duration.ofNanos(longest);
    }

    /// Whether nothing was taken of it that still counts.
    boolean isWhole(long nanos) {
        return pauseLeft(nanos) == 0 && windows.stream().allMatch(window -> window.isEmpty(nanos));
    }

    private long pauseLeft(long nanos) {
        return pauseNanos == 0 ? 0 : Math.max(0, pauseNanos - (nanos - pausedNanos));
    }

    void take(int recipients, long nanos) {
        for (var window : windows) window.take(recipients, nanos);
    }

    /// What left within a period, in some dozens of slots of time.
    private static final class Window {
        private static final int SLOTS = 60;

        private final int limit;
        private final long period;
        private final ArrayDeque<Slot> slots = new ArrayDeque<>();
        private long counted;

        private static final class Slot {
            private final long from;
            private long latest;
            private long count;

            Slot(long from) {
                this.from = from;
            }
        }

        Window(int limit, long period) {
            this.limit = limit;
            this.period = period;
        }

        /// What there is no room for is paid in the periods that follow.
        void take(int recipients, long nanos) {
            forget(nanos);
            long left = recipients;
            long room = Math.max(0, limit - counted);
            for (long at = nanos; left > 0; at += period) {
                long now = Math.min(left, room);
                if (now > 0) put(at, now);
                left -= now;
                room = limit;
            }
        }

        void put(long at, long count) {
            var slot = slots.peekLast();
            if (slot == null || at - slot.from >= period / SLOTS) {
                slot = new Slot(at);
                slots.addLast(slot);
            }
            slot.latest = at;
            slot.count += count;
            counted += count;
        }

        long untilNext(long nanos) {
            forget(nanos);
            long left = counted;
            long wait = 0;
            for (var slot : slots) {
                if (left < limit) return wait;
                wait = slot.latest + period - nanos;
                left -= slot.count;
            }
            return wait;
        }

        boolean isEmpty(long nanos) {
            forget(nanos);
            return slots.isEmpty();
        }

        private void forget(long nanos) {
            while (!slots.isEmpty() && slots.peekFirst().latest + period - nanos <= 0) {
                counted -= slots.removeFirst().count;
            }
        }
    }
}
