package dev.facteur.queue;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// Lanes of one urgency taking turns: first the sites by turns, then each site's lanes by turns. So
/// a site with a thousand lanes gets no more than a site with one.
final class Turns {
    private final LinkedHashMap<Long, ArrayDeque<LaneQueue>> sites = new LinkedHashMap<>();

    void add(LaneQueue lane) {
        sites.computeIfAbsent(lane.lane.siteId(), _ -> new ArrayDeque<>()).addLast(lane);
    }

    boolean isEmpty() {
        return sites.isEmpty();
    }

    /// Takes the lane whose turn it is out of the turns; null when none waits. The caller adds it
    /// again if it has more.
    @Nullable LaneQueue next() {
        var first = sites.pollFirstEntry();
        if (first == null) return null;
        var lane = first.getValue().removeFirst();
        if (!first.getValue().isEmpty()) sites.putLast(first.getKey(), first.getValue());
        return lane;
    }
}
