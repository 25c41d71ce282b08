package dev.facteur.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One destination of a direct outlet: how much may be on its way there, learnt from how it went,
/// and who waits for more. Belongs to the dispatcher's thread.
///
/// It begins with two attempts at once. Each success allows one more until the destination first
/// complains; from then on a whole round of successes does. A complaint halves. Trouble makes it
/// rest, as it does a [Line], and one mail goes ahead afterwards.
final class Destination {
    private static final int AT_FIRST = 2;
    private static final Duration LONGEST_REST = Duration.ofMinutes(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /// So many more failures than successes, and it rests.
    private static final int MUCH_TROUBLE = 8;

    /// Who was not heard of for so long is met like a stranger.
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final ArrayDeque<LaneQueue> aside = new ArrayDeque<>();
    private final int most;
    private double window;
    private boolean complained;
    private boolean proven;
    private int onTheWay;
    private int failures;
    private int trouble;
    private boolean probed;
    private long lastNanos;
    private @Nullable Rest rest;

    /// @param most attempts at once, however well it goes
    Destination(int most, long nanos) {
        this.most = most;
        this.window = Math.min(AT_FIRST, most);
        this.lastNanos = nanos;
    }

    /// Whether an attempt more may begin now.
    boolean takes(long nanos) {
        if (rest == null) return onTheWay < (int) Math.min(window, most);
        return !rest.left(nanos).isPositive() && onTheWay == 0;
    }

    /// Whether it takes nothing for a time.
    boolean rests(long nanos) {
        return rest != null && rest.left(nanos).isPositive();
    }

    /// How long it rests yet; zero or less when it does not.
    Duration restLeft(long nanos) {
        return rest == null ? Duration.ZERO : rest.left(nanos);
    }

    void taken(long nanos) {
        onTheWay++;
        probed = true;
        lastNanos = nanos;
    }

    void done() {
        onTheWay--;
    }

    int onTheWay() {
        return onTheWay;
    }

    /// Whether it has taken something, so that it is no stranger.
    boolean proven() {
        return proven;
    }

    /// Out of the turns until [#back] says so.
    void setAside(LaneQueue lane) {
        lane.aside = true;
        aside.add(lane);
    }

    /// A lane that was set aside and may go on; null when there is none.
    @Nullable LaneQueue back(long nanos) {
        if (!takes(nanos)) return null;
        var lane = aside.poll();
        if (lane != null) lane.aside = false;
        return lane;
    }

    /// All that were set aside: what they wait for has changed.
    List<LaneQueue> allBack() {
        var lanes = List.copyOf(aside);
        aside.clear();
        for (var lane : lanes) lane.aside = false;
        return lanes;
    }

    boolean forgotten(long nanos) {
        return onTheWay == 0
                && aside.isEmpty()
                && !rests(nanos)
                && nanos - lastNanos > FORGOTTEN.toNanos();
    }

    /// Learns from how an attempt ended.
    void pace(Ending.Pace pace, long nanos) {
        switch (pace) {
            case Ending.Pace.Flowing _ -> flow();
            case Ending.Pace.Unreachable _ -> restMore(nanos);
            case Ending.Pace.Failing _, Ending.Pace.Parked _ -> {
                if (++trouble >= MUCH_TROUBLE) restMore(nanos);
            }
            case Ending.Pace.Crowded _ -> shrink(nanos);
            case Ending.Pace.Spent(var length) -> {
                flow();
                pause(length, nanos);
            }
            case Ending.Pace.Paused(var length) -> pause(length, nanos);
        }
    }

    private void pause(Duration length, long nanos) {
        rest(nanos, length.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : length);
    }

    private void flow() {
        proven = true;
        rest = null;
        failures = 0;
        trouble = Math.max(0, trouble - 1);
        window = Math.min(most, window + (complained ? 1 / window : 1));
    }

    private void shrink(long nanos) {
        complained = true;
        if (window < 2) restMore(nanos);
        window = Math.max(1, window / 2);
    }

    private void restMore(long nanos) {
        // Attempts that were on their way when the rest began met the same trouble.
        if (rest != null && !probed) return;
        var growing = Duration.ofSeconds(1L << Math.min(failures++, 9));
        rest(nanos, growing.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : growing);
    }

    private void rest(long nanos, Duration length) {
        rest = new Rest(nanos, length);
        probed = false;
    }
}
