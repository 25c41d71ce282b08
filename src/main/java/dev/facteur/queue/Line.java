package dev.facteur.queue;

import dev.facteur.mail.Urgency;
import java.time.Duration;
import java.time.Instant;
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
    private @Nullable Instant restsUntil;

    /// Whether something has left since the rest began: the probe.
    private boolean probed;

    private int turn;

    Line(Outlet outlet, Instant now) {
        this.outlet = outlet;
        for (var urgency : Urgency.values()) turns.put(urgency, new Turns());
        configure(outlet, now);
    }

    /// The route was changed, parked or released.
    void configure(Outlet changed, Instant now) {
        boolean released = outlet.parked() != null && changed.parked() == null;
        outlet = changed;
        if (changed.parked() != null && restsUntil == null) rest(now.plus(PARKED_REST));
        if (released) {
            restsUntil = null;
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
    @Nullable Lease next(Instant now) {
        if (onTheWay >= capacity(now)) return null;
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
    void pace(Ending.Pace pace, Instant now) {
        switch (pace) {
            case FLOWING -> {
                failures = 0;
                restsUntil = null;
            }
            case UNREACHABLE -> {
                // Attempts that were on their way when the rest began met the same trouble.
                if (restsUntil != null && !probed) return;
                var rest = Duration.ofSeconds(1L << Math.min(failures++, 6));
                rest(now.plus(rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest));
            }
            case PARKED -> {
                failures++;
                rest(now.plus(PARKED_REST));
            }
        }
    }

    private void rest(Instant until) {
        restsUntil = until;
        probed = false;
    }

    /// When a resting line wants to be looked at again; null when it does not rest.
    @Nullable Instant restsUntil() {
        return restsUntil;
    }

    private int capacity(Instant now) {
        if (restsUntil == null) return outlet.capacity();
        // After a rest one mail goes ahead as a probe.
        return now.isBefore(restsUntil) ? 0 : 1;
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
