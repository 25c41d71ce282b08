package dev.facteur.queue;

import java.time.Instant;

/// When a lane is to be looked at again, the earliest first.
record Alarm(Instant at, LaneQueue lane) implements Comparable<Alarm> {
    @Override
    public int compareTo(Alarm other) {
        return at.compareTo(other.at);
    }
}
