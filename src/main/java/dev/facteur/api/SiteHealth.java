package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Site;
import dev.facteur.diagnose.Doctor;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Problem;
import dev.facteur.route.Routes;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What the doctor finds of one site: its domains and its ways out. An examination asks the world
/// and takes up to twenty seconds, so what it found holds for a minute, and few run at once.
/// Thread-safe.
final class SiteHealth {
    private static final Duration HOLDS = Duration.ofMinutes(1);
    private static final int AT_ONCE = 8;
    private static final int PATIENCE_SECONDS = 5;

    private final Doctor doctor;
    private final Accounts accounts;
    private final Routes routes;
    private final Clock clock;
    private final Semaphore room = new Semaphore(AT_ONCE);

    /// By the site's id.
    private final Map<Long, Held> known = new ConcurrentHashMap<>();

    SiteHealth(Doctor doctor, Accounts accounts, Routes routes, Clock clock) {
        this.doctor = doctor;
        this.accounts = accounts;
        this.routes = routes;
        this.clock = clock;
    }

    /// @param findings the worst first
    record Report(Instant at, List<Finding> findings) {}

    private static final class Held {
        final ReentrantLock turn = new ReentrantLock();
        @Nullable Report report;
    }

    /// @throws HttpRefusal when too many ask
    Report of(Context context, Site site) throws HttpRefusal, InterruptedException {
        var held = known.computeIfAbsent(site.id(), _ -> new Held());
        held.turn.lockInterruptibly();
        try {
            var report = held.report;
            if (report == null || report.at.plus(HOLDS).isBefore(clock.now())) {
                report = examine(context, site);
                held.report = report;
            }
            return report;
        } finally {
            held.turn.unlock();
        }
    }

    private Report examine(Context context, Site site) throws HttpRefusal, InterruptedException {
        if (!room.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            context.header("Retry-After", Long.toString(HOLDS.toSeconds()));
            throw new HttpRefusal(
                    Problem.coded(
                            503,
                            "Try again later",
                            "doctor-busy",
                            "The doctor is with other sites; ask again in a minute."));
        }
        try {
            return new Report(clock.now(), doctor.examine(scope(site)));
        } finally {
            room.release();
        }
    }

    private Scope scope(Site site) {
        var ways = new HashSet<String>();
        for (var stream : Stream.values()) {
            routes.forLane(site.id(), stream).forEach(way -> ways.add(way.route().name()));
        }
        return Scope.of(new HashSet<>(accounts.domainsOf(site)), ways);
    }
}
