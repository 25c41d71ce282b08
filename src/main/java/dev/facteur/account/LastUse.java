package dev.facteur.account;

import dev.facteur.platform.Clock;
import dev.facteur.platform.db.Committer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// When each API key was used last, to the hour: a key nobody has used for a year can go. At most
/// one write an hour and key, and nobody waits for it. Thread-safe.
public final class LastUse {
    private static final Duration COARSE = Duration.ofHours(1);

    private final Committer committer;
    private final Clock clock;

    /// By the credential's id: what this run has seen.
    private final Map<Long, Instant> noted = new ConcurrentHashMap<>();

    public LastUse(Committer committer, Clock clock) {
        this.committer = committer;
        this.clock = clock;
    }

    public void note(Credential credential) {
        var now = clock.now();
        var before = of(credential);
        if (before.isPresent() && before.get().plus(COARSE).isAfter(now)) return;
        if (!claims(credential.id(), now)) return;
        var _ =
                committer.enqueue(transaction ->
                        transaction.update(
                                "UPDATE credential SET last_used_at = ? WHERE id = ?",
                                now,
                                credential.id()));
    }

    /// Of several requests at once, one writes.
    private boolean claims(long credential, Instant now) {
        var before = noted.put(credential, now);
        return before == null || !before.plus(COARSE).isAfter(now);
    }

    /// Empty when it was never used.
    public Optional<Instant> of(Credential credential) {
        var since = noted.get(credential.id());
        return Optional.ofNullable(since == null ? credential.lastUsed() : since);
    }
}
