package dev.facteur.queue;

import dev.facteur.mail.Urgency;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that waits for one outlet, and how much of it may be on its way. Lines know nothing
/// of each other: an outlet in trouble cannot hold another up. Belongs to the dispatcher's thread.
///
/// Urgent passes normal, normal passes broadcast; but every fourth turn begins with normal and
/// every sixteenth with broadcast, so that nobody starves behind somebody who calls everything
/// urgent. Broadcast never takes the last quarter of the capacity: a newsletter leaves room for a
/// reset that is not there yet.
final class Line {
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);
    private static final Duration PARKED_REST = Duration.ofMinutes(5);

    private final Map<Urgency, Turns> turns = new EnumMap<>(Urgency.class);
    private Outlet outlet;
    private int onTheWay;
    private int broadcastOnTheWay;
    private int failures;
    private @Nullable Rest rest;

    /// Whether something has left since the rest began: the probe.
    private boolean probed;

    private int turn;

    /// By the steady clock: the rest must not grow when somebody sets the other one back.
    private record Rest(long fromNanos, Duration length) {
        Duration left(long nanos) {
            return length.minusNanos(nanos - fromNanos);
        }
    }

    Line(Outlet outlet, long nanos) {
        this.outlet = outlet;
        for (var urgency : Urgency.values()) turns.put(urgency, new Turns());
        configure(outlet, nanos);
    }

    /// The route was changed, parked or released.
    void configure(Outlet changed, long nanos) {
        boolean released = outlet.parked() != null && changed.parked() == null;
        outlet = changed;
        if (changed.parked() != null && rest == null) rest(nanos, PARKED_REST);
        if (released) {
            rest = null;
            failures = 0;
        }
    }

    Outlet outlet() {
        return outlet;
    }

    void add(LaneQueue lane) {
        if (lane.inTurn || lane.head.isEmpty()) return;
        lane.inTurn = true;
        turns(lane.lane.urgency()).add(lane);
    }

    /// The next lease that may leave now; null when nothing waits or nothing more may leave.
    @Nullable Lease next(long nanos) {
        if (onTheWay >= capacity(nanos)) return null;
        turn++;
        if (turn % 16 == 0) return first(Urgency.BROADCAST, Urgency.URGENT, Urgency.NORMAL);
        if (turn % 4 == 0) return first(Urgency.NORMAL, Urgency.URGENT, Urgency.BROADCAST);
        return first(Urgency.URGENT, Urgency.NORMAL, Urgency.BROADCAST);
    }

    private @Nullable Lease first(Urgency... order) {
        for (var urgency : order) {
            if (urgency == Urgency.BROADCAST && broadcastOnTheWay >= broadcastCapacity()) continue;
            var waiting = turns(urgency);
            for (var lane = waiting.next(); lane != null; lane = waiting.next()) {
                lane.inTurn = false;
                // A lane whose route was changed leaves an empty head behind.
                if (!lane.head.isEmpty()) return take(lane);
            }
        }
        return null;
    }

    private Lease take(LaneQueue lane) {
        var lease = lane.head.removeFirst();
        add(lane);
        probed = true;
        onTheWay++;
        if (lease.lane().urgency() == Urgency.BROADCAST) broadcastOnTheWay++;
        return lease;
    }

    boolean idle() {
        return onTheWay == 0;
    }

    /// A lease is no longer on its way.
    void done(Lease lease) {
        onTheWay--;
        if (lease.lane().urgency() == Urgency.BROADCAST) broadcastOnTheWay--;
    }

    /// Learns from how an attempt ended.
    void pace(Ending.Pace pace, long nanos) {
        switch (pace) {
            case FLOWING -> {
                failures = 0;
                rest = null;
            }
            case UNREACHABLE -> {
                // Attempts that were on their way when the rest began met the same trouble.
                if (rest != null && !probed) return;
                var growing = Duration.ofSeconds(1L << Math.min(failures++, 6));
                rest(nanos, growing.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : growing);
            }
            case PARKED -> {
                failures++;
                rest(nanos, PARKED_REST);
            }
        }
    }

    private void rest(long fromNanos, Duration length) {
        rest = new Rest(fromNanos, length);
        probed = false;
    }

    /// How long a resting line still rests; null when it does not.
    @Nullable Duration restLeft(long nanos) {
        if (rest == null) return null;
        var left = rest.left(nanos);
        return left.isPositive() ? left : null;
    }

    private int capacity(long nanos) {
        if (rest == null) return outlet.capacity();
        // After a rest one mail goes ahead as a probe.
        return rest.left(nanos).isPositive() ? 0 : 1;
    }

    private int broadcastCapacity() {
        return Math.max(1, outlet.capacity() * 3 / 4);
    }

    private Turns turns(Urgency urgency) {
        var found = turns.get(urgency);
        if (found == null) throw new IllegalStateException("no turns for " + urgency);
        return found;
    }
}
