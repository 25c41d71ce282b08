package dev.facteur.deliver;

import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.queue.Queue;
import java.time.Duration;

/// Tells submitters, once, of mail that takes long. Looks at what is queued, whether or not
/// anything is attempted: when nothing leaves at all, this is how people hear of it.
public final class Delays {
    /// Recipients a round, so that an outage with a full queue holds nothing else up.
    private static final int A_ROUND = 1_000;

    private final Queue queue;
    private final Reports reports;
    private final Clock clock;
    private final Duration notice;

    /// @param notice after so long; zero: never
    public Delays(Queue queue, Reports reports, Clock clock, Duration notice) {
        this.queue = queue;
        this.reports = reports;
        this.clock = clock;
        this.notice = notice;
    }

    /// Tells of what has become late. To be called every little while, by one thread.
    public void run() throws StorageException {
        if (notice.isZero()) return;
        for (var lease : queue.late(clock.now().minus(notice), A_ROUND)) {
            var report = reports.aboutDelay(lease);
            if (queue.noteDelay(lease, report)) reports.stored(report);
        }
    }
}
