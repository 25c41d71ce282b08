package dev.facteur.deliver;

import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.queue.Queue;
import java.time.Duration;

/// Tells submitters, once, of mail that takes long. Looks at what is queued, whether or not
/// anything is attempted: when nothing leaves at all, this is how people hear of it.
public final class Delays {
    private static final int AT_ONCE = 200;

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

    /// Tells of some of what has become late. To be called every little while, by one thread.
    ///
    /// @return whether there may be more
    public boolean run() throws StorageException {
        if (notice.isZero()) return false;
        var late = queue.late(clock.now().minus(notice), AT_ONCE);
        for (var lease : late) {
            var report = reports.aboutDelay(lease);
            if (queue.noteDelay(lease, report)) reports.stored(report);
        }
        return !late.isEmpty();
    }
}
