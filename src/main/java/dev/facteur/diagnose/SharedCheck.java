package dev.facteur.diagnose;

import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The check of one route, made once for all looks of an examination: a wrong password that each of
/// them tried would be several, and some providers lock an account after a few.
///
/// Safe for use by many threads.
public final class SharedCheck {
    private final RouteCheck check;
    private final Route route;
    private final ReentrantLock making = new ReentrantLock();
    private RouteCheck.@Nullable Report report;

    public SharedCheck(RouteCheck check, Route route) {
        this.check = check;
        this.route = route;
    }

    /// What was found. Blocks until somebody has found it.
    public RouteCheck.Report report() throws InterruptedException {
        making.lockInterruptibly();
        try {
            var made = report;
            if (made == null) made = check.check(route);
            report = made;
            return made;
        } finally {
            making.unlock();
        }
    }
}
