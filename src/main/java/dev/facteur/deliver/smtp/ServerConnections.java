package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.platform.Surroundings;
import dev.facteur.route.Route;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The connections to one server: those that wait for the next mail, and what was learnt about its
/// ladder. Shared by all attempts that hand mail to it.
final class ServerConnections {
    private static final Duration MAX_LEAD = Duration.ofSeconds(2);

    /// A connection that has rested longer may have died since. Its next mail sends the envelope
    /// first, so that a death is noticed while it is harmless.
    private static final Duration SURELY_ALIVE = Duration.ofSeconds(1);

    /// How long a server that could not be reached is taken for one that cannot.
    private static final Duration LATELY = Duration.ofMinutes(5);

    /// Longer than anybody holds on to one without a connection in use.
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final NextServer server;
    private final Surroundings surroundings;
    private final Dialer dialer;
    private final Watcher watcher;
    private final DialPace pace;
    private final Semaphore permits;
    private final Deque<Connection> idle = new ArrayDeque<>();

    /// Held by the one attempt that goes ahead. Fair, so that who waited is past before the next
    /// one goes ahead.
    private final Semaphore pathfinding = new Semaphore(1, true);

    private volatile boolean chunksTrusted = true;
    private volatile @Nullable Finding found;
    private volatile @Nullable RaceReport lastRace;
    private volatile long touchedNanos;

    /// What the last race came to.
    private sealed interface Finding {
        /// This candidate won, so long it took, and why those before it did not.
        record Way(Candidate candidate, long tookNanos, List<Cause> losses) implements Finding {}

        record NoWay(Unreachable why, long atNanos) implements Finding {}
    }

    ServerConnections(
            NextServer server,
            Surroundings surroundings,
            Dialer dialer,
            Watcher watcher,
            DialPace pace) {
        this.server = server;
        this.surroundings = surroundings;
        this.dialer = dialer;
        this.watcher = watcher;
        this.pace = pace;
        this.permits = new Semaphore(server.limits().connections(), true);
    }

    /// Somebody has asked for it.
    void touched() {
        touchedNanos = surroundings.clock().nanos();
    }

    /// Whether nobody has needed it for so long that it need not be remembered.
    boolean forgotten() {
        return surroundings.clock().nanos() - touchedNanos > FORGOTTEN.toNanos()
                && permits.availablePermits() == server.limits().connections()
                && isIdle();
    }

    private synchronized boolean isIdle() {
        return idle.isEmpty();
    }

    /// Whether no way was found the last time, some minutes ago at most.
    boolean failedLately() {
        return found instanceof Finding.NoWay(_, var at)
                && surroundings.clock().nanos() - at < LATELY.toNanos();
    }

    /// Waits until one more connection may be in use; false when it took too long.
    boolean enter() throws InterruptedException {
        return surroundings.clock().acquire(permits, server.patience());
    }

    void leave() {
        permits.release();
    }

    /// A kept connection, the one used last first: so that those too many grow old. Null when there
    /// is none.
    synchronized @Nullable Connection takeIdle() {
        var latest = idle.peekFirst();
        if (latest == null || tooOld(latest)) return null;
        boolean alive = idleNanos(latest) < SURELY_ALIVE.toNanos();
        latest.inGroups(chunksTrusted && alive);
        return idle.pollFirst();
    }

    /// The server offers CHUNKING and does not know it: its mails are sent by DATA from now on.
    void distrustChunks() {
        chunksTrusted = false;
    }

    /// Keeps a connection for the next mail, or closes it when it has carried enough.
    void giveBack(Connection connection) {
        if (connection.spent() || connection.mails() >= server.limits().mailsPerConnection()) {
            watcher.quit(connection);
            return;
        }
        connection.idleSince(surroundings.clock().nanos());
        synchronized (this) {
            idle.addFirst(connection);
        }
    }

    /// Closes those nobody has needed for a while.
    void closeOld() {
        for (var old = pollOld(); old != null; old = pollOld()) watcher.quit(old);
    }

    private synchronized @Nullable Connection pollOld() {
        var eldest = idle.peekLast();
        return eldest != null && tooOld(eldest) ? idle.pollLast() : null;
    }

    private boolean tooOld(Connection connection) {
        return idleNanos(connection) >= server.limits().idle().toNanos();
    }

    private long idleNanos(Connection connection) {
        return connection.idleNanos(surroundings.clock().nanos());
    }

    synchronized void closeAll() {
        for (var connection : idle) watcher.quit(connection);
        idle.clear();
    }

    Optional<RaceReport> lastRace() {
        return Optional.ofNullable(lastRace);
    }

    /// A new connection. One attempt goes ahead and those that come meanwhile wait for what it
    /// finds, so that a burst of mail is neither a burst of races nor, when the password holds no
    /// more, a burst of refused logins.
    Connection fresh(Addresses addresses) throws Unreachable, InterruptedException {
        var before = found;
        if (!awaitTurn()) return race(addresses);
        try {
            var now = found;
            if (Objects.equals(now, before)) return race(addresses);
            if (now instanceof Finding.NoWay(var why, _)) throw why;
        } finally {
            pathfinding.release();
        }
        return race(addresses);
    }

    /// Waits until nobody is ahead. False when that takes long although a way is known: then it is
    /// one connection that hangs, and it must not hold up the others.
    private boolean awaitTurn() throws InterruptedException {
        if (found instanceof Finding.Way) {
            return surroundings.clock().acquire(pathfinding, pace.company());
        }
        pathfinding.acquire();
        return true;
    }

    private Connection race(Addresses addresses) throws Unreachable, InterruptedException {
        var clock = surroundings.clock();
        var known = found instanceof Finding.Way way ? way : null;
        long start = clock.nanos();
        try {
            var candidates =
                    Candidate.inOrder(
                            server.ladder(),
                            addresses.find(),
                            known == null ? null : known.candidate);
            var dial = dial(addresses.witness());
            var won = won(new LadderRace(clock, dial, candidates, pace.stagger()), lead(known));
            won.connection().inGroups(chunksTrusted);
            var losses = losses(won, known);
            found = new Finding.Way(won.by(), won.tookNanos(), losses);
            report(start, won.connection(), losses);
            return won.connection();
        } catch (Unreachable e) {
            found = new Finding.NoWay(e, clock.nanos());
            report(start, null, List.of(e.cause()));
            throw e;
        }
    }

    /// What won before begins with a lead, so that often nobody else runs. Why the others were
    /// passed over stays known.
    private static List<Cause> losses(LadderRace.Won won, Finding.@Nullable Way known) {
        if (known == null || !known.candidate.equals(won.by())) return won.losses();
        return won.losses().isEmpty() ? known.losses : won.losses();
    }

    /// Between servers there is one port, and the other one's host decides on it.
    private LadderRace.Won won(LadderRace race, Duration lead)
            throws Unreachable, InterruptedException {
        try {
            return race.run(lead);
        } catch (Unreachable e) {
            throw server.way() == Route.Way.DIRECT ? e : e.ofPorts();
        }
    }

    /// What won last time gets twice the time it took then, so that a distant server is not called
    /// on every port for each new connection.
    private Duration lead(Finding.@Nullable Way known) {
        if (known == null) return pace.stagger();
        long nanos = Math.min(2 * known.tookNanos, MAX_LEAD.toNanos());
        return Duration.ofNanos(Math.max(nanos, pace.stagger().toNanos()));
    }

    private LadderRace.Dial dial(TlsWitness witness) {
        return new LadderRace.Dial() {
            @Override
            public Connection dial(Candidate candidate, Progress progress) throws Unreachable {
                return dialer.dial(server, candidate, progress, witness);
            }

            @Override
            public void discard(Connection connection) {
                watcher.quit(connection);
            }
        };
    }

    private void report(long start, @Nullable Connection winner, List<Cause> losses) {
        var clock = surroundings.clock();
        lastRace =
                new RaceReport(
                        clock.now(),
                        Duration.ofNanos(clock.nanos() - start),
                        winner == null ? null : winner.via(),
                        losses);
    }
}
