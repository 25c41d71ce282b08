package dev.facteur.queue;

import java.time.Duration;

/// Recipients in a time; 0 where there is no limit.
public record Rate(int perSecond, int perMinute, int perDay) {
    public static final Rate UNLIMITED = new Rate(0, 0, 0);

    /// How far back what left still counts, after a restart too; what left within seconds of it
    /// does not.
    Duration memory() {
        if (perDay > 0) return Duration.ofDays(1);
        return perMinute > 0 ? Duration.ofMinutes(1) : Duration.ZERO;
    }
}
