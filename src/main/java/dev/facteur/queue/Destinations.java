package dev.facteur.queue;

import dev.facteur.mail.Urgency;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The destinations of one direct outlet. What costs time here is what happens, not how many there
/// are. Belongs to the dispatcher's thread.
final class Destinations {
    /// So many destinations in a row that cannot be reached are a sign that it is we.
    private static final int SUSPICIOUS = 3;

    private static final Duration BETWEEN_SUSPICIONS = Duration.ofMinutes(1);

    private final Map<String, Destination> known = new HashMap<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
    private final Set<String> unreachable = new HashSet<>();
    private @Nullable Rest calm;

    /// Attempts on their way to destinations that have taken nothing yet, and the lanes that wait
    /// until there are fewer.
    private int strangers;

    private final Map<Urgency, Turns> behindStrangers = new EnumMap<>(Urgency.class);

    private record Alarm(long atNanos, Destination destination) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            return Long.signum(atNanos - other.atNanos);
        }
    }

    Destination of(String name, int most, long nanos) {
        return known.computeIfAbsent(name, _ -> new Destination(most, nanos));
    }

    /// Whether mail that has the choice goes there.
    boolean isOpen(String name, long nanos) {
        var destination = known.get(name);
        return destination == null || !destination.rests(nanos);
    }

    /// Whether so many strangers are called that no more may be: whoever owns names and answers a
    /// byte a minute must not hold everything up.
    boolean tooStrange(Destination destination, int most) {
        return !destination.proven() && strangers >= most;
    }

    /// The lane waits until fewer strangers are called.
    void setBehindStrangers(LaneQueue lane) {
        lane.aside = true;
        behindStrangers.computeIfAbsent(lane.lane.urgency(), _ -> new Turns()).add(lane);
    }

    void taken(Destination destination, long nanos) {
        destination.taken(nanos);
        if (!destination.proven()) strangers++;
    }

    private void fewerStrangers(int by, Consumer<LaneQueue> back) {
        strangers -= by;
        for (int free = by; free > 0; free--) {
            var lane = nextStranger();
            if (lane == null) return;
            lane.aside = false;
            back.accept(lane);
        }
    }

    /// One that still waits for something; a lane whose route was changed leaves an empty head.
    private @Nullable LaneQueue nextStranger() {
        for (var waiting : behindStrangers.values()) {
            for (var lane = waiting.next(); lane != null; lane = waiting.next()) {
                if (!lane.head.isEmpty()) return lane;
            }
        }
        return null;
    }

    /// An attempt has ended.
    ///
    /// @param back gets the lanes that may go on now
    void ended(String name, Ending.Pace pace, long nanos, Consumer<LaneQueue> back) {
        if (pace instanceof Ending.Pace.Unreachable) unreachable.add(name);
        else unreachable.clear();
        var destination = known.get(name);
        if (destination == null) return;
        boolean before = destination.proven();
        destination.pace(pace, nanos);
        if (!before && destination.proven()) fewerStrangers(destination.onTheWay(), back);
        var rest = destination.restLeft(nanos);
        if (!rest.isPositive()) {
            release(destination, nanos, back);
            return;
        }
        alarms.add(new Alarm(nanos + rest.toNanos(), destination));
        // They may have another way.
        destination.allBack().forEach(back);
    }

    /// An attempt is over.
    void done(String name, long nanos, Consumer<LaneQueue> back) {
        var destination = known.get(name);
        if (destination == null) return;
        destination.done();
        if (!destination.proven()) fewerStrangers(1, back);
        release(destination, nanos, back);
    }

    private static void release(Destination destination, long nanos, Consumer<LaneQueue> back) {
        for (var lane = destination.back(nanos); lane != null; lane = destination.back(nanos)) {
            back.accept(lane);
        }
    }

    /// Wakes those whose rest is over.
    void ring(long nanos, Consumer<LaneQueue> back) {
        while (!alarms.isEmpty() && alarms.peek().atNanos - nanos <= 0) {
            release(alarms.remove().destination, nanos, back);
        }
    }

    /// How long until a rest is over; null when none rests.
    @Nullable Duration untilRing(long nanos) {
        var next = alarms.peek();
        return next == null ? null : Duration.ofNanos(Math.max(1, next.atNanos - nanos));
    }

    /// Whether it may be we who cannot reach anybody, and it is time to look.
    boolean suspicious(long nanos) {
        return unreachable.size() >= SUSPICIOUS && (calm == null || !calm.left(nanos).isPositive());
    }

    /// Somebody looks.
    void calm(long nanos) {
        unreachable.clear();
        calm = new Rest(nanos, BETWEEN_SUSPICIONS);
    }

    void forget(long nanos) {
        known.values().removeIf(destination -> destination.forgotten(nanos));
    }
}
