package dev.facteur.submit;

import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Committer;

/// Forgets submissions too old to be repeated. Some at a time: whoever hands mail over waits for
/// the committer meanwhile.
public final class OldKeys {
    static final int AT_ONCE = 10_000;

    private final Committer committer;
    private final Clock clock;

    public OldKeys(Committer committer, Clock clock) {
        this.committer = committer;
        this.clock = clock;
    }

    /// Forgets some of them. To be called every little while, by one thread.
    ///
    /// @return whether there may be more
    public boolean forget() throws StorageException {
        var limit = clock.now().minus(Acceptance.REPEATS);
        int forgotten =
                committer.commit(transaction ->
                        transaction.update(
                                """
                                DELETE FROM submission_key WHERE key IN (
                                    SELECT key FROM submission_key WHERE at < ? LIMIT ?)\
                                """,
                                limit,
                                AT_ONCE));
        return forgotten == AT_ONCE;
    }
}
