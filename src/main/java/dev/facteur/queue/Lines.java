package dev.facteur.queue;

import dev.facteur.queue.Allowance.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All lines, and which of them a lane takes: the first open one of those its site may use. When
/// none is open it stays with the first, whose rest it waits for. Belongs to the dispatcher's
/// thread.
final class Lines {
    private final Outlets outlets;
    private final Tried tried;
    private final Map<Long, Line> lines = new HashMap<>();

    /// Whether some lane can go elsewhere.
    private boolean choice;

    Lines(Outlets outlets, Tried tried) {
        this.outlets = outlets;
        this.tried = tried;
    }

    /// What left by an outlet lately, whichever run of the program it was.
    interface Tried {
        /// The longest ago first, as far back as the rate needs.
        List<Taken> by(Outlet outlet);
    }

    /// Null while the lane's site has no route.
    @Nullable Line of(Lane lane, long nanos) {
        var ways = ways(lane);
        if (ways.isEmpty()) return null;
        choice |= ways.size() > 1;
        // All are asked for, so that one that was changed while it was not in use is known too.
        var lines = ways.stream().map(outlet -> line(outlet, nanos)).toList();
        for (var line : lines) {
            if (line.isOpenFor(lane, nanos)) return line;
        }
        return lines.getFirst();
    }

    private List<Outlet> ways(Lane lane) {
        return lane.pinned() == 0
                ? outlets.outlets(lane.siteId(), lane.stream())
                : outlets.pinned(lane.pinned());
    }

    private Line line(Outlet outlet, long nanos) {
        var line = lines.computeIfAbsent(outlet.id(), _ -> new Line(outlet, tried));
        line.configure(outlet, nanos);
        return line;
    }

    Collection<Line> all() {
        return lines.values();
    }

    /// Whether lanes should look for their line again: one has opened or closed, and some of them
    /// have the choice.
    boolean haveTurned(long nanos) {
        boolean turned = false;
        for (var line : lines.values()) turned |= line.hasTurned(nanos);
        return turned && choice;
    }

    /// Those whose rest is over and that no lane waits for, so that no mail will find out whether
    /// they work again; and those that no mail can tell of.
    List<Line> toProbe(long nanos, Predicate<Line> used) {
        var found = new ArrayList<Line>();
        for (var line : lines.values()) {
            boolean unused = choice && line.wantsProbe(nanos) && !used.test(line);
            if (unused || line.needsLook(nanos)) found.add(line);
        }
        return found;
    }

    /// How long until time alone changes something; null when it does not.
    @Nullable Duration untilChange(long nanos) {
        Duration earliest = null;
        for (var line : lines.values()) {
            var left = line.untilChange(nanos);
            if (left != null && (earliest == null || left.compareTo(earliest) < 0)) earliest = left;
        }
        return earliest;
    }

    /// What a line has learnt of its outlet is kept while it matters.
    void forgetUnused(long nanos, Predicate<Line> used) {
        lines.values().removeIf(line -> line.isForgettable(nanos) && !used.test(line));
    }
}
