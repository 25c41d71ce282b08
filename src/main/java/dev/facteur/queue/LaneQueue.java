package dev.facteur.queue;

import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What the dispatcher knows of one lane: a short head in memory, and when to look on disk again.
/// Belongs to the dispatcher's thread.
final class LaneQueue {
    /// Leases kept in memory for one lane; the rest of a deep queue stays on disk.
    static final int HEAD = 256;

    /// When the head is this short, it is filled again.
    static final int LOW = 64;

    final Lane lane;
    final ArrayDeque<Lease> head = new ArrayDeque<>();

    /// How far the disk was read; null when the next look begins with what has been due longest.
    /// What was read is in memory or on its way, and need not be read again.
    QueueReads.@Nullable Position readTo;

    /// The earliest due time on disk beyond the head; null when nothing is known to wait there.
    @Nullable Instant nextDue;

    /// The outlet's line; null while the site has no route.
    @Nullable Line line;

    /// Whether the last look at the disk met recipients that were on their way.
    boolean skipped;

    /// Whether the lane stands in its line's turns.
    boolean inTurn;

    /// Whether it waits for its destination, out of the turns.
    boolean aside;

    LaneQueue(Lane lane) {
        this.lane = lane;
    }

    /// Something waits on disk at `due`.
    void waitsUntil(Instant due) {
        if (nextDue == null || due.isBefore(nextDue)) nextDue = due;
    }

    /// Whether to look on disk now.
    boolean wantsLoading(Instant now) {
        return line != null && nextDue != null && !nextDue.isAfter(now) && head.size() <= LOW;
    }

    boolean idle() {
        return head.isEmpty() && nextDue == null;
    }
}
