package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Dials candidates in a staggered race, as RFC 8305 §5 does for addresses: the next one starts
/// when the last has not arrived after a moment, or at once when one fails. Who first has TCP,
/// greeting, TLS and login done wins; the others are broken off.
///
/// A port whose packets are dropped thus costs a quarter of a second, not a connect time-out. Used
/// once; one virtual thread a candidate.
final class LadderRace {
    private final Clock clock;
    private final Dial dial;
    private final List<Candidate> candidates;
    private final Duration stagger;
    private final List<Runner> runners = new ArrayList<>();
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private boolean over;

    /// @param candidates at least one, in the order to start
    /// @param stagger what each but the first gets before the next one starts
    LadderRace(Clock clock, Dial dial, List<Candidate> candidates, Duration stagger) {
        this.clock = clock;
        this.dial = dial;
        this.candidates = candidates;
        this.stagger = stagger;
    }

    /// Makes the connections, and takes back one that came too late.
    interface Dial {
        Connection dial(Candidate candidate, Progress progress) throws Unreachable;

        void discard(Connection connection);
    }

    /// @param tookNanos from its own start to its arrival
    /// @param losses why the others did not make it, in the order of their start
    record Won(Connection connection, Candidate by, long tookNanos, List<Cause> losses) {}

    /// @param place its own among those that started, from 0
    private record Runner(int place, Candidate candidate, long startedNanos, Progress progress) {}

    /// Exactly one of `connection` and `failure` is there.
    private record Arrival(
            Runner runner, @Nullable Connection connection, @Nullable Unreachable failure) {}

    /// @param lead what the first candidate gets before the second starts
    /// @throws Unreachable when none arrived, or one came back with an answer that settles it
    Won run(Duration lead) throws Unreachable, InterruptedException {
        var failures = new TreeMap<Integer, Unreachable>();
        Connection chosen = null;
        try {
            var first = race(lead, failures);
            chosen = first.connection;
            if (chosen == null) throw Unreachable.most(List.copyOf(failures.values()));
            return won(first.runner, chosen, failures);
        } finally {
            end(chosen);
        }
    }

    /// The first that arrived with a connection; without one when the race is lost.
    ///
    /// @param failures gets those of the others, by their place
    private Arrival race(Duration lead, SortedMap<Integer, Unreachable> failures)
            throws InterruptedException {
        Instant next = clock.now();
        while (true) {
            boolean more = runners.size() < candidates.size();
            if (more && !clock.now().isBefore(next)) {
                next = clock.now().plus(runners.isEmpty() ? lead : stagger);
                start(candidates.get(runners.size()));
                continue;
            }
            var arrived = clock.poll(arrivals, more ? next : null);
            if (arrived == null) continue;
            var failure = arrived.failure;
            if (failure == null) return arrived;
            failures.put(arrived.runner.place, failure);
            if (failure.decisive() || failures.size() == candidates.size()) return arrived;
            next = clock.now();
        }
    }

    private void start(Candidate candidate) {
        var progress = new Progress();
        var runner = new Runner(runners.size(), candidate, clock.nanos(), progress);
        runners.add(runner);
        progress.runs(Threads.virtual("dial " + candidate, () -> run(runner)));
    }

    private void run(Runner runner) {
        var failure = Unreachable.byBug();
        Connection connection = null;
        try {
            connection = dial.dial(runner.candidate, runner.progress);
        } catch (Unreachable e) {
            failure = e;
        } finally {
            runner.progress.end();
            arrive(new Arrival(runner, connection, connection == null ? failure : null));
        }
    }

    private synchronized void arrive(Arrival arrival) {
        if (!over) arrivals.add(arrival);
        else if (arrival.connection != null) dial.discard(arrival.connection);
    }

    private synchronized void end(@Nullable Connection chosen) {
        over = true;
        for (var runner : runners) runner.progress.cancel();
        for (var late : arrivals) {
            if (late.connection != null && late.connection != chosen) dial.discard(late.connection);
        }
    }

    private Won won(Runner winner, Connection connection, Map<Integer, Unreachable> failures) {
        var losses = new ArrayList<Cause>();
        long now = clock.nanos();
        for (var runner : runners) {
            var failure = failures.get(runner.place);
            if (failure != null) losses.add(failure.cause());
            else if (!runner.progress.ended()) losses.add(late(runner, now));
        }
        return new Won(connection, winner.candidate, now - winner.startedNanos, losses);
    }

    private static Cause late(Runner runner, long now) {
        long millis = (now - runner.startedNanos) / 1_000_000;
        var phase = runner.progress.phase();
        var statement = Trouble.late(runner.candidate, phase, millis);
        return new Cause(Kind.NETWORK, phase, null, null, statement);
    }
}
