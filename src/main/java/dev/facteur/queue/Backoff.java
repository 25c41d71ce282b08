package dev.facteur.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// When a deferred recipient is tried again: growing waits, the last one repeated, each stretched
/// by up to a fifth at random so that mails deferred together do not come back together.
public record Backoff(List<Duration> waits) {
    public Backoff {
        waits = List.copyOf(waits);
        if (waits.isEmpty()) throw new IllegalArgumentException("a backoff has a wait");
    }

    /// @param attempt the attempt that was deferred, from 1
    /// @param notBefore the remote's own wish; the later of the two counts, up to the longest wait
    public Instant next(
            Instant now, int attempt, @Nullable Duration notBefore, RandomGenerator random) {
        var wait = waits.get(Math.min(attempt, waits.size()) - 1);
        var stretched =
                wait.plus(wait.dividedBy(5).multipliedBy(random.nextInt(1001)).dividedBy(1000));
        if (notBefore == null) return now.plus(stretched);
        var longest = waits.getLast();
        var wish = notBefore.compareTo(longest) > 0 ? longest : notBefore;
        return now.plus(wish.compareTo(stretched) > 0 ? wish : stretched);
    }
}
