package dev.facteur.queue;

import dev.facteur.mail.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that waits for one outlet, and how much of it may be on its way. Lines know nothing
/// of each other: an outlet in trouble cannot hold another up. Belongs to the dispatcher's thread.
///
/// Urgent passes normal, normal passes broadcast; but every fourth turn begins with normal and
/// every sixteenth with broadcast, so that nobody starves behind somebody who calls everything
/// urgent. Broadcast never takes the last quarter of the capacity: a newsletter leaves room for a
/// reset that is not there yet.
///
/// A line is [open][#isOpen] or not. Lanes that have the choice take another one while it is not;
/// then it is probed without a mail, else by one.
final class Line {
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);
    private static final Duration PARKED_REST = Duration.ofMinutes(5);
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    /// Who would have to wait longer than this for the rate goes elsewhere.
    private static final Duration SHORT_WAIT = Duration.ofSeconds(5);

    /// So many more failures than successes, and it rests.
    private static final int MUCH_TROUBLE = 8;

    private final Lines.Tried tried;

    /// Lanes whose destination rests while they had their turn; they may have another way.
    private final List<LaneQueue> displaced = new ArrayList<>();

    private final Destinations destinations = new Destinations();
    private final Map<Urgency, Turns> turns = new EnumMap<>(Urgency.class);
    private Outlet outlet;
    private Allowance allowance;
    private int onTheWay;
    private int broadcastOnTheWay;
    private int failures;
    private int trouble;
    private @Nullable Rest rest;

    /// Whether something has left since the rest began: the probe.
    private boolean probed;

    private boolean wasOpen = true;
    private int turn;

    Line(Outlet outlet, Lines.Tried tried) {
        this.outlet = outlet;
        this.tried = tried;
        this.allowance = new Allowance(outlet.rate(), tried.by(outlet));
        for (var urgency : Urgency.values()) turns.put(urgency, new Turns());
    }

    /// The route was changed, parked or released.
    void configure(Outlet changed, long nanos) {
        boolean released = outlet.parked() != null && changed.parked() == null;
        outlet = changed;
        if (!allowance.rate().equals(changed.rate())) {
            allowance = allowance.at(changed.rate(), tried.by(changed));
        }
        if (changed.parked() != null && rest == null) rest(nanos, PARKED_REST);
        if (released) goOn();
    }

    Outlet outlet() {
        return outlet;
    }

    void add(LaneQueue lane) {
        if (lane.inTurn || lane.aside || lane.head.isEmpty()) return;
        lane.inTurn = true;
        turns(lane.lane.urgency()).add(lane);
    }

    /// The next lease that may leave now; null when nothing waits or nothing more may leave.
    @Nullable Lease next(long nanos) {
        destinations.ring(nanos, this::add);
        if (onTheWay >= capacity(nanos)) return null;
        var lease = inTurn(nanos);
        if (lease != null) allowance.take(lease.recipients().size(), nanos);
        return lease;
    }

    private @Nullable Lease inTurn(long nanos) {
        turn++;
        if (turn % 16 == 0) return first(nanos, Urgency.BROADCAST, Urgency.URGENT, Urgency.NORMAL);
        if (turn % 4 == 0) return first(nanos, Urgency.NORMAL, Urgency.URGENT, Urgency.BROADCAST);
        return first(nanos, Urgency.URGENT, Urgency.NORMAL, Urgency.BROADCAST);
    }

    private @Nullable Lease first(long nanos, Urgency... order) {
        for (var urgency : order) {
            if (urgency == Urgency.BROADCAST && broadcastOnTheWay >= broadcastCapacity()) continue;
            var waiting = turns(urgency);
            for (var lane = waiting.next(); lane != null; lane = waiting.next()) {
                lane.inTurn = false;
                // A lane whose route was changed leaves an empty head behind.
                if (!lane.head.isEmpty() && mayGo(lane, nanos)) return take(lane, nanos);
            }
        }
        return null;
    }

    /// A lane whose destination takes nothing now leaves the turns: thousands of them must not be
    /// asked again and again.
    private boolean mayGo(LaneQueue lane, long nanos) {
        var destination = destination(lane, nanos);
        if (destination == null) return true;
        if (destination.takes(nanos)) {
            if (!destinations.tooStrange(destination, strangersCapacity())) return true;
            destinations.setBehindStrangers(lane);
        } else if (destination.rests(nanos)) displaced.add(lane);
        else destination.setAside(lane);
        return false;
    }

    /// The lanes that are out of the turns because their destination rests, and that the caller
    /// takes elsewhere or gives to [#setAside].
    List<LaneQueue> displaced() {
        var lanes = List.copyOf(displaced);
        displaced.clear();
        return lanes;
    }

    /// The lane waits for its destination.
    void setAside(LaneQueue lane, long nanos) {
        var destination = destination(lane, nanos);
        if (destination != null && !lane.aside) destination.setAside(lane);
    }

    /// What is known of a lane's destination; null where that makes no difference.
    private @Nullable Destination destination(LaneQueue lane, long nanos) {
        var name = lane.lane.destination();
        if (!outlet.direct() || name.isEmpty()) return null;
        return destinations.of(name, outlet.perDestination(), nanos);
    }

    private Lease take(LaneQueue lane, long nanos) {
        var lease = lane.head.removeFirst();
        var destination = destination(lane, nanos);
        if (destination != null) destinations.taken(destination, nanos);
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
    void done(Lease lease, long nanos) {
        destinations.done(lease.lane().destination(), nanos, this::add);
        onTheWay--;
        if (lease.lane().urgency() == Urgency.BROADCAST) broadcastOnTheWay--;
    }

    /// Learns from how an attempt ended. Where mail goes to many servers, one of them says nothing
    /// of the others.
    void ended(Lease lease, Ending.Pace pace, long nanos) {
        if (!outlet.direct()) pace(pace, nanos);
        else destinations.ended(lease.lane().destination(), pace, nanos, this::add);
    }

    /// Learns from how it went with the outlet as a whole.
    void pace(Ending.Pace pace, long nanos) {
        switch (pace) {
            case Ending.Pace.Flowing _ -> flows();
            case Ending.Pace.Spent(var length) -> {
                flows();
                allowance.pause(shortened(length), nanos);
            }
            case Ending.Pace.Unreachable _ -> restMore(nanos);
            case Ending.Pace.Failing _, Ending.Pace.Crowded _ -> {
                if (++trouble >= MUCH_TROUBLE) restMore(nanos);
            }
            case Ending.Pace.Parked _ -> {
                failures++;
                rest(nanos, PARKED_REST);
            }
            case Ending.Pace.Paused(var length) -> rest(nanos, shortened(length));
        }
    }

    private void flows() {
        if (rest != null) trouble = 0;
        trouble = Math.max(0, trouble - 1);
        failures = 0;
        rest = null;
    }

    private static Duration shortened(Duration pause) {
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private void restMore(long nanos) {
        // Attempts that were on their way when the rest began met the same trouble.
        if (rest != null && !probed) return;
        var growing = Duration.ofSeconds(1L << Math.min(failures++, 9));
        // A look at strangers' servers is not for every minute.
        var longest = outlet.direct() ? PARKED_REST : LONGEST_REST;
        rest(nanos, growing.compareTo(longest) > 0 ? longest : growing);
    }

    private void rest(long fromNanos, Duration length) {
        rest = new Rest(fromNanos, length);
        probed = false;
    }

    private void goOn() {
        rest = null;
        failures = 0;
        trouble = 0;
    }

    /// Whether a lane that has the choice goes here.
    boolean isOpenFor(Lane lane, long nanos) {
        return isOpen(nanos) && destinations.isOpen(lane.destination(), nanos);
    }

    /// Whether mail that has the choice goes here.
    boolean isOpen(long nanos) {
        return rest == null && allowance.untilNext(nanos).compareTo(SHORT_WAIT) <= 0;
    }

    /// Whether a new line would do the same: nothing is on its way, it does not rest, and nothing
    /// of its rate is used up.
    boolean isForgettable(long nanos) {
        return idle() && rest == null && allowance.isWhole(nanos);
    }

    /// Whether it has become open, or ceased to be, since this was asked last.
    boolean hasTurned(long nanos) {
        boolean open = isOpen(nanos);
        boolean turned = open != wasOpen;
        wasOpen = open;
        return turned;
    }

    /// Whether no mail finds out if it works, but only somebody who looks: a mail that does not get
    /// to one server may well get to another.
    boolean needsLook(long nanos) {
        return outlet.direct() && (wantsProbe(nanos) || destinations.suspicious(nanos));
    }

    /// Whether its rest is over and nobody has looked yet whether it works again.
    boolean wantsProbe(long nanos) {
        return rest != null && !probed && !rest.left(nanos).isPositive();
    }

    /// Somebody goes to look; [#pace] tells what was found.
    void probing(long nanos) {
        probed = true;
        destinations.calm(nanos);
    }

    /// Forgets destinations that nothing was heard of for long.
    void forgetDestinations(long nanos) {
        destinations.forget(nanos);
    }

    /// How long until something may leave here, or somebody should look; null when time alone
    /// changes nothing.
    @Nullable Duration untilChange(long nanos) {
        var left = rest == null ? allowance.untilNext(nanos) : rest.left(nanos);
        var woken = destinations.untilRing(nanos);
        if (woken != null && (!left.isPositive() || woken.compareTo(left) < 0)) return woken;
        return left.isPositive() ? left : null;
    }

    private int capacity(long nanos) {
        if (allowance.untilNext(nanos).isPositive()) return 0;
        if (rest == null) return outlet.capacity();
        // After a rest one mail goes ahead as a probe, where it can find out.
        return rest.left(nanos).isPositive() || outlet.direct() ? 0 : 1;
    }

    private int strangersCapacity() {
        return Math.max(1, outlet.capacity() / 2);
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
