package dev.facteur.retention;

import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// Empties the database's write-ahead log, in which what was deleted can be found until then. A
/// read that takes long keeps it from that: then it is owed, and [Forgetting] tries again in each
/// of its rounds. That need not be remembered over a restart, because every start begins with an
/// empty log.
///
/// Thread-safe.
public final class LogEmptying {
    private static final int TRIES = 10;
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Database database;
    private final Clock clock;
    private final AtomicBoolean owed = new AtomicBoolean();

    public LogEmptying(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Has it emptied, soon and whatever else happens.
    void owe() {
        owed.set(true);
    }

    boolean owed() {
        return owed.get();
    }

    /// Tries for about five seconds.
    ///
    /// @return whether it is empty; otherwise it is owed
    boolean insist() throws StorageException, InterruptedException {
        for (int tries = 1; !empty(); tries++) {
            if (tries == TRIES) return false;
            clock.sleepUntil(clock.now().plus(PAUSE));
        }
        return true;
    }

    /// Tries once.
    ///
    /// @return as above
    boolean empty() throws StorageException {
        // Before it is tried: what is deleted meanwhile is owed anew.
        owed.set(false);
        boolean empty = false;
        try {
            empty = database.emptyLog();
            return empty;
        } finally {
            if (!empty) owed.set(true);
        }
    }
}
