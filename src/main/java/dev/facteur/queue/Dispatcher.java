package dev.facteur.queue;

import static dev.facteur.queue.LaneQueue.HEAD;
import static dev.facteur.queue.QueueReads.Position.FIRST;

import dev.facteur.mail.MailId;
import dev.facteur.platform.Clock;
import dev.facteur.platform.OwnerThreads;
import dev.facteur.queue.Allowance.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides which mail is tried next.
///
/// One thread owns all scheduling state and is told things by signals, so there is nothing to lock.
/// The queue on disk may be deep; in memory stands only a short head of each [Lane], filled again
/// from disk as it empties. A mail that was just accepted comes by signal and usually never needs
/// reading.
///
/// A round: hear what happened → fill heads that ran low → let each [Line] pick what may leave →
/// take leases for all of it in one transaction → start the attempts when that has committed.
///
/// What is in memory is advice only. The database decides: a lease is taken by an update that
/// counts only recipients still queued, so a stale entry here is dropped and never delivers twice.
public final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration RECHECK = Duration.ofSeconds(1);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);

    /// A wait does not notice that the clock was set, or that the machine slept; so none is long.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /// As long as a mail that was just accepted may take from the database to here.
    private static final Duration CUT_DOUBT = Duration.ofMinutes(1);

    private static final Duration TIDY = Duration.ofMinutes(1);

    /// Lanes filled in one round. After a night with many destinations it is thousands at once, and
    /// an urgent mail must not wait for all of them.
    private static final int MOST_LOADS = 200;

    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);
    private static final Duration RECORD_LIMIT = Duration.ofSeconds(5);

    private final Queue queue;
    private final AttemptThreads attempts;
    private final Clock clock;
    private final OwnerThreads owners;
    private final Duration drainLimit;
    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

    // Owned by the dispatcher's thread.
    private final Map<Lane, LaneQueue> lanes = new HashMap<>();
    private final Lines lines;
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
    private final Set<RecipientKey> inMemory = new HashSet<>();
    private final IdentityHashMap<Lease, Line> onTheWay = new IdentityHashMap<>();
    private Instant cutUntil = Instant.EPOCH;
    private Instant tidied = Instant.EPOCH;
    private boolean stopping;
    private volatile @Nullable Thread thread;

    /// Makes one attempt, on a virtual thread of its own, and settles its lease, also when that
    /// thread is interrupted.
    public interface Attempts {
        Ending attempt(Lease lease, Outlet outlet) throws InterruptedException;

        /// Looks whether an outlet would take a mail now, without one. Who cannot look says yes,
        /// and the next mail finds out.
        default Ending.Pace probe(Outlet outlet) throws InterruptedException {
            return Ending.Pace.FLOWING;
        }
    }

    private sealed interface Signal {
        record Arrived(List<Lease> leases) implements Signal {}

        record Leased(Line line, List<Lease> wanted, @Nullable List<Lease> taken)
                implements Signal {}

        record Ended(Lease lease, Ending ending) implements Signal {}

        record Probed(Line line, Ending.Pace found) implements Signal {}

        record Woken(Lane lane, Instant due) implements Signal {}

        record Refresh() implements Signal {}

        record CutAnew() implements Signal {}

        record Stop() implements Signal {}
    }

    private record RecipientKey(MailId mail, int number) {}

    public Dispatcher(
            Queue queue, Outlets outlets, Attempts attempts, Clock clock, OwnerThreads owners) {
        this(queue, outlets, attempts, clock, owners, DRAIN_LIMIT);
    }

    /// @param drainLimit how long [#close] lets attempts come to their end
    Dispatcher(
            Queue queue,
            Outlets outlets,
            Attempts attempts,
            Clock clock,
            OwnerThreads owners,
            Duration drainLimit) {
        this.queue = queue;
        this.lines = new Lines(outlets, this::tried);
        this.attempts = new AttemptThreads(attempts, queue);
        this.clock = clock;
        this.owners = owners;
        this.drainLimit = drainLimit;
    }

    public void start() {
        thread = owners.start("dispatcher", this::run);
    }

    /// Whether it does its work: not before [#start], and not after [#close].
    public boolean running() {
        var owner = thread;
        return owner != null && owner.isAlive();
    }

    /// A mail was committed; its leases need not be read from disk.
    public void arrived(List<Lease> leases) {
        signals.add(new Signal.Arrived(leases));
    }

    /// The mail was made due by other hands: somebody asked for another attempt.
    public void wake(MailId mail) {
        var now = clock.now();
        for (var lane : queue.reads().lanesOf(mail)) signals.add(new Signal.Woken(lane, now));
    }

    /// Routes were changed.
    public void refresh() {
        signals.add(new Signal.Refresh());
    }

    /// Waiting recipients were put into other lanes, see [Queue#cut].
    public void cut() {
        signals.add(new Signal.CutAnew());
    }

    /// An error in one round must not end all sending. What it made us forget is on disk.
    private void run() {
        boolean lanesKnown = false;
        try {
            while (!(stopping && onTheWay.isEmpty())) {
                try {
                    if (!lanesKnown && !stopping) findLanes();
                    lanesKnown = true;
                    round();
                } catch (RuntimeException | Error trouble) {
                    report(trouble);
                    lanesKnown = false;
                    clock.sleepUntil(clock.now().plus(AFTER_TROUBLE));
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void findLanes() {
        queue.reads().lanes().forEach((lane, due) -> waitOnDisk(lane(lane), due));
    }

    private List<Taken> tried(Outlet outlet) {
        var memory = outlet.rate().memory();
        if (memory.isZero()) return List.of();
        var now = clock.now();
        long nanos = clock.nanos();
        return queue.reads().tried(outlet.name(), now.minus(memory)).stream()
                .map(at -> new Taken(nanos - Duration.between(at, now).toNanos(), 1))
                .toList();
    }

    private void round() throws InterruptedException {
        hear();
        var now = clock.now();
        ring(now);
        if (stopping) return;
        review();
        for (var line : List.copyOf(lines.all())) dispatch(line, now);
        if (now.isAfter(tidied.plus(TIDY))) tidy(now);
    }

    private void tidy(Instant now) {
        tidied = now;
        for (var line : lines.all()) line.forgetDestinations(clock.nanos());
    }

    /// Lanes that have the choice leave an outlet in trouble, and return when it works again.
    private void review() {
        long nanos = clock.nanos();
        if (lines.haveTurned(nanos)) reconfigure();
        for (var line : lines.toProbe(nanos, this::isUsed)) {
            line.probing(nanos);
            attempts.probe(line.outlet(), found -> signals.add(new Signal.Probed(line, found)));
        }
    }

    private static void report(Throwable trouble) {
        LOG.atError().setCause(trouble).log("the queue could not be served; trying again");
    }

    /// Waits for the next signal or the next alarm, then handles all signals there are.
    private void hear() throws InterruptedException {
        var signal = clock.poll(signals, wakeAt());
        int more = signals.size();
        while (signal != null) {
            handle(signal);
            signal = more-- > 0 ? signals.poll() : null;
        }
    }

    private Instant wakeAt() {
        var now = clock.now();
        var earliest = now.plus(LONGEST_WAIT);
        if (!alarms.isEmpty()) earliest = earlier(earliest, alarms.peek().at());
        var change = lines.untilChange(clock.nanos());
        return change == null ? earliest : earlier(earliest, now.plus(change));
    }

    private static Instant earlier(Instant one, Instant other) {
        return other.isBefore(one) ? other : one;
    }

    private void handle(Signal signal) {
        switch (signal) {
            case Signal.Arrived(var leases) -> leases.forEach(this::arrive);
            case Signal.Leased(var line, var wanted, var taken) -> leased(line, wanted, taken);
            case Signal.Ended(var lease, var ending) -> end(lease, ending);
            case Signal.Probed(var line, var found) -> line.pace(found, clock.nanos());
            case Signal.Woken(var lane, var due) -> lookAgain(lane(lane), due);
            case Signal.Refresh _ -> reconfigure();
            case Signal.CutAnew _ -> cutAnew();
            case Signal.Stop _ -> stopping = true;
        }
    }

    private void arrive(Lease lease) {
        var lane = lane(lease.lane());
        boolean behind = lane.nextDue != null && !lane.nextDue.isAfter(lease.acceptedAt());
        if (behind || lane.head.size() >= HEAD) {
            waitOnDisk(lane, lease.acceptedAt());
            return;
        }
        enter(lane, lease);
    }

    /// Puts a lease at the end of its lane's head, without recipients that are in memory already;
    /// tells how many were not.
    private int enter(LaneQueue lane, Lease lease) {
        var mail = lease.mail().id();
        var fresh =
                lease.recipients().stream().filter(one -> inMemory.add(key(mail, one))).toList();
        int most = lane.line == null ? HEAD : lane.line.outlet().recipientsPerMail();
        for (int from = 0; from < fresh.size(); from += most) {
            var part = fresh.subList(from, Math.min(fresh.size(), from + most));
            lane.head.addLast(new Lease(lease.mail(), lease.acceptedAt(), lease.lane(), part));
        }
        if (lane.line != null) lane.line.add(lane);
        return fresh.size();
    }

    private static RecipientKey key(MailId mail, Lease.Leased leased) {
        return new RecipientKey(mail, leased.recipient().number());
    }

    private void forget(Lease lease) {
        for (var leased : lease.recipients()) inMemory.remove(key(lease.mail().id(), leased));
    }

    /// Fills the heads of lanes whose time has come.
    private void ring(Instant now) {
        int loads = 0;
        while (loads < MOST_LOADS && !alarms.isEmpty() && !alarms.peek().at().isAfter(now)) {
            var lane = alarms.remove().lane();
            if (load(lane, now)) loads++;
        }
    }

    /// Whether the disk was asked.
    private boolean load(LaneQueue lane, Instant now) {
        if (!lane.wantsLoading(now)) return false;
        lane.nextDue = null;
        var from = lane.readTo;
        try {
            var due = queue.reads().due(lane.lane, from == null ? FIRST : from, now, HEAD);
            int fresh = due.leases().stream().mapToInt(lease -> enter(lane, lease)).sum();
            if (due.recipients() == HEAD) {
                lane.readTo = due.end();
                waitOnDisk(lane, now);
                return true;
            }
            lane.readTo = null;
            queue.reads().nextDue(lane.lane, now).ifPresent(next -> waitOnDisk(lane, next));
            // A recipient on its way was skipped; its end makes us look again.
            lane.skipped |= fresh < due.recipients();
            // Something may have come to stand before the place from which we read on.
            if (lane.skipped || from != null) waitOnDisk(lane, now.plus(RECHECK));
        } catch (RuntimeException trouble) {
            report(trouble);
            waitOnDisk(lane, now.plus(AFTER_TROUBLE));
        }
        return true;
    }

    /// Somebody knows of a recipient that may stand before the place up to which the disk was read.
    private void lookAgain(LaneQueue lane, Instant when) {
        lane.readTo = null;
        waitOnDisk(lane, when);
    }

    private void waitOnDisk(LaneQueue lane, Instant due) {
        lane.waitsUntil(due);
        if (lane.nextDue != null) alarms.add(new Alarm(lane.nextDue, lane));
    }

    private void dispatch(Line line, Instant now) {
        var picked = new ArrayList<Lease>();
        long nanos = clock.nanos();
        for (var lease = line.next(nanos); lease != null; lease = line.next(nanos)) {
            picked.add(lease);
            onTheWay.put(lease, line);
            var lane = lane(lease.lane());
            if (lane.wantsLoading(now)) {
                var _ = load(lane, now);
            }
        }
        for (var lane : line.displaced()) displace(lane);
        if (picked.isEmpty()) return;
        var taken = queue.lease(picked, line.outlet().name());
        var _ =
                taken.whenComplete(
                        (leases, failure) -> signals.add(new Signal.Leased(line, picked, leases)));
    }

    private void leased(Line line, List<Lease> wanted, @Nullable List<Lease> taken) {
        for (var lease : wanted) onTheWay.remove(lease);
        if (taken == null) {
            giveBack(line, wanted);
            return;
        }
        for (int i = 0; i < wanted.size(); i++) {
            var lease = taken.get(i);
            if (lease.recipients().size() < wanted.get(i).recipients().size()) {
                // Some were cancelled in between.
                forget(wanted.get(i));
                for (var leased : lease.recipients()) inMemory.add(key(lease.mail().id(), leased));
            }
            if (lease.recipients().isEmpty()) {
                line.done(lease, clock.nanos());
                continue;
            }
            onTheWay.put(lease, line);
            attempts.start(
                    lease, line.outlet(), ending -> signals.add(new Signal.Ended(lease, ending)));
        }
    }

    /// The database could not record the leases: nothing is tried now, everything is later.
    private void giveBack(Line line, List<Lease> wanted) {
        LOG.atError().addKeyValue("leases", wanted.size()).log("leases could not be stored");
        var later = clock.now().plus(RECHECK);
        for (var lease : wanted) {
            line.done(lease, clock.nanos());
            forget(lease);
            for (var lane : lanesOf(lease)) lookAgain(lane, later);
        }
    }

    private void end(Lease lease, Ending ending) {
        var line = onTheWay.remove(lease);
        forget(lease);
        if (line != null) {
            long nanos = clock.nanos();
            line.ended(lease, ending.pace(), nanos);
            line.done(lease, nanos);
        }
        if (ending.nextDue() != null) {
            for (var lane : lanesOf(lease)) waitOnDisk(lane, ending.nextDue());
        }
        var lane = lane(lease.lane());
        if (lane.skipped) {
            lane.skipped = false;
            lookAgain(lane, clock.now());
        }
        if (lane.idle()) lanes.remove(lane.lane);
    }

    /// Where a lease's recipients wait on disk. Those of a mail that was accepted before lanes were
    /// cut anew may stand elsewhere than they did.
    private List<LaneQueue> lanesOf(Lease lease) {
        if (lease.acceptedAt().isAfter(cutUntil)) return List.of(lane(lease.lane()));
        return queue.reads().lanesOf(lease.mail().id()).stream().map(this::lane).toList();
    }

    private LaneQueue lane(Lane lane) {
        return lanes.computeIfAbsent(
                lane,
                key -> {
                    var made = new LaneQueue(key);
                    made.line = lines.of(key, clock.nanos());
                    return made;
                });
    }

    /// A lane whose destination rests takes another way where it has one.
    private void displace(LaneQueue lane) {
        long nanos = clock.nanos();
        var before = lane.line;
        lane.line = lines.of(lane.lane, nanos);
        if (lane.line == before) {
            if (before != null) before.setAside(lane, nanos);
            return;
        }
        lane.head.forEach(this::forget);
        lane.head.clear();
        lookAgain(lane, clock.now());
    }

    /// Recipients stand in other lanes on disk than before.
    private void cutAnew() {
        for (var old : lanes.values()) {
            old.head.forEach(this::forget);
            old.head.clear();
            old.nextDue = null;
        }
        lanes.clear();
        cutUntil = clock.now().plus(CUT_DOUBT);
        findLanes();
    }

    /// Looks every lane's route up again. What stands in memory goes back to disk, where it still
    /// is.
    private void reconfigure() {
        var now = clock.now();
        var known = List.copyOf(lanes.values());
        lanes.clear();
        for (var old : known) {
            old.head.forEach(this::forget);
            boolean waits = !old.head.isEmpty();
            old.head.clear();
            var lane = lane(old.lane);
            if (waits) waitOnDisk(lane, now);
            if (old.nextDue != null) waitOnDisk(lane, old.nextDue);
            // The alarms that still stand for the old one find nothing to do.
            old.nextDue = null;
        }
        lines.forgetUnused(clock.nanos(), this::isUsed);
    }

    private boolean isUsed(Line line) {
        return lanes.values().stream().anyMatch(lane -> lane.line == line);
    }

    /// Starts nothing new and waits for what is on its way, up to half a minute. What is not done
    /// by then is broken off, and has a moment to record what it came to.
    @Override
    public void close() {
        var running = thread;
        if (running == null) return;
        signals.add(new Signal.Stop());
        try {
            if (clock.join(running, drainLimit)) return;
            LOG.atWarn().log("attempts are broken off at the end of the time to stop");
            attempts.breakOff();
            if (clock.join(running, RECORD_LIMIT)) return;
            LOG.atError().log("attempts could not record what they came to; see the next start");
            running.interrupt();
            running.join();
        } catch (InterruptedException hurried) {
            running.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
