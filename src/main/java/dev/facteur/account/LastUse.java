package dev.facteur.account;

import dev.facteur.platform.Clock;
import dev.facteur.platform.db.Committer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// When each key or token was used last, to the hour: one that nobody has used for a year can go.
/// At most one write an hour and key, and nobody waits for it. Thread-safe.
public final class LastUse {
    private static final Duration COARSE = Duration.ofHours(1);

    private final Committer committer;
    private final Clock clock;
    private final String update;

    /// By its id: what this run has seen.
    private final Map<Long, Instant> noted = new ConcurrentHashMap<>();

    /// Of API keys.
    public LastUse(Committer committer, Clock clock) {
        this(committer, clock, "credential");
    }

    /// @param table whose rows are used
    LastUse(Committer committer, Clock clock, String table) {
        this.committer = committer;
        this.clock = clock;
        this.update = "UPDATE " + table + " SET last_used_at = ? WHERE id = ?";
    }

    /// @param known as the database had it; null for never
    public void note(long id, @Nullable Instant known) {
        var now = clock.now();
        var before = of(id, known);
        if (before.isPresent() && before.get().plus(COARSE).isAfter(now)) return;
        if (!claims(id, now)) return;
        var _ = committer.enqueue(transaction -> transaction.update(update, now, id));
    }

    /// Of several requests at once, one writes.
    private boolean claims(long id, Instant now) {
        var before = noted.put(id, now);
        return before == null || !before.plus(COARSE).isAfter(now);
    }

    /// Empty when it was never used.
    public Optional<Instant> of(long id, @Nullable Instant known) {
        return Optional.ofNullable(noted.getOrDefault(id, known));
    }
}
