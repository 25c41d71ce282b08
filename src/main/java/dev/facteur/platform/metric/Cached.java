package dev.facteur.platform.metric;

import dev.facteur.platform.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value that costs something to find out: found out anew only when it is asked for and older
/// than so much. Several meters may share one. Safe for use by many threads.
public final class Cached<T> implements Supplier<T> {
    private final Clock clock;
    private final long keepNanos;
    private final Supplier<T> source;
    private @Nullable Found<T> found;

    private record Found<T>(T value, long atNanos) {}

    public Cached(Clock clock, Duration keep, Supplier<T> source) {
        this.clock = clock;
        this.keepNanos = keep.toNanos();
        this.source = source;
    }

    @Override
    public synchronized T get() {
        long now = clock.nanos();
        var known = found;
        if (known != null && now - known.atNanos < keepNanos) return known.value;
        var fresh = source.get();
        found = new Found<>(fresh, now);
        return fresh;
    }
}
