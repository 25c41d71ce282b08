package dev.facteur.deliver;

import dev.facteur.deliver.verdict.Reason;
import dev.facteur.mail.Statement;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.queue.Dispatcher;
import dev.facteur.queue.Ending;
import dev.facteur.queue.Lease;
import dev.facteur.queue.Outlet;
import dev.facteur.queue.Queue;
import dev.facteur.queue.Settlement;
import dev.facteur.queue.State;
import dev.facteur.route.Route;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import dev.facteur.sign.NoName;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One lease's way out: route → sign → send → settle. Read this file first.
///
/// Runs on one virtual thread a lease and may block. A crash anywhere in [#attempt] leaves the
/// lease on disk, and the next start tries it again: **at least once, never lost**.
public final class Delivery implements Dispatcher.Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /// Nobody says when a quota comes back; asking with a mail now and then finds out.
    private static final Duration QUOTA_PATIENCE = Duration.ofHours(1);

    private final Routes routes;
    private final Carriage carriage;
    private final Transport transport;
    private final Judgement judgement;
    private final Reports reports;
    private final Queue queue;
    private final DeliveryMeters meters;
    private final Clock clock;

    public Delivery(
            Routes routes,
            Carriage carriage,
            Transport transport,
            Judgement judgement,
            Reports reports,
            Queue queue,
            MeterRegistry registry,
            Clock clock) {
        this.meters = new DeliveryMeters(registry, clock);
        this.clock = clock;
        this.routes = routes;
        this.carriage = carriage;
        this.transport = transport;
        this.judgement = judgement;
        this.reports = reports;
        this.queue = queue;
    }

    @Override
    public Ending attempt(Lease lease, Outlet outlet) throws InterruptedException {
        long started = clock.nanos();
        var route = routes.state(outlet.id()).map(RouteState::route).orElse(null);
        var passages = route == null ? routeGone(lease, outlet) : send(route, lease);
        var settlements = judgement.settlements(lease, passages);
        var report = reports.about(lease, outcomes(passages));
        if (queue.settle(lease, settlements, report)) reports.stored(report);
        passages.stream()
                .flatMap(passage -> Optional.ofNullable(passage.route()).stream())
                .distinct()
                .forEach(taken -> park(taken, outcomes(passages, taken.id())));
        meters.count(lease, started, settlements);
        log(lease, passages, settlements);
        return new Ending(pace(outcomes(passages, outlet.id())), nextDue(settlements));
    }

    /// What stands in the way of an outlet's mail, found without a mail. A parked one is released
    /// when that can be seen without one: its login works again, or its quota is due again.
    @Override
    public Ending.Pace probe(Outlet outlet) throws InterruptedException {
        var state = routes.state(outlet.id()).orElse(null);
        if (state == null) return Ending.Pace.UNREACHABLE;
        var parked = state.parked();
        if (parked != null && !isSeenByProbe(parked)) return Ending.Pace.PARKED;
        var route = state.route();
        var trouble = transport.trouble(route);
        if (trouble.isPresent()) return Ending.Pace.UNREACHABLE;
        try {
            release(route);
        } catch (StorageException unstored) {
            return Ending.Pace.UNREACHABLE;
        }
        return Ending.Pace.FLOWING;
    }

    private boolean isSeenByProbe(RouteState.Parked parked) {
        var word = parked.reason();
        if (word == null || Reason.ofLogin(word)) return true;
        var back = parked.at().plus(QUOTA_PATIENCE);
        return word.equals(Reason.QUOTA_GONE.word()) && !clock.now().isBefore(back);
    }

    private static List<Outcome> outcomes(List<Passage> passages) {
        return passages.stream().map(Passage::outcome).toList();
    }

    private static List<Outcome> outcomes(List<Passage> passages, long routeId) {
        return outcomes(passages.stream().filter(passage -> passage.by(routeId)).toList());
    }

    private List<Passage> send(Route route, Lease lease) {
        var mail = lease.mail();
        try {
            return carriage.send(route, lease);
        } catch (NoName unverified) {
            return all(lease, route.name(), route, local(unverified.statement()));
        } catch (IOException unreadable) {
            LOG.atError()
                    .addKeyValue("mail", mail.id())
                    .addKeyValue("reason", unreadable.getMessage())
                    .log("a kept mail cannot be read");
            var lost = AttemptSaying.MAIL_LOST.with(unreadable.getMessage());
            return all(lease, route.name(), route, local(lost));
        } catch (RuntimeException bug) {
            // An error of ours says nothing about the recipient: it waits, and somebody reads the
            // log.
            LOG.atError().addKeyValue("mail", mail.id()).setCause(bug).log("an attempt failed");
            return all(lease, route.name(), route, local(AttemptSaying.PROGRAM_ERROR.with()));
        }
    }

    private static List<Passage> routeGone(Lease lease, Outlet outlet) {
        var gone = local(AttemptSaying.ROUTE_GONE.with(outlet.name()));
        return all(lease, outlet.name(), null, gone);
    }

    private static Outcome local(Statement why) {
        return new Outcome.Deferred(Outcome.Cause.local(why), null);
    }

    private static List<Passage> all(
            Lease lease, String routeName, @Nullable Route route, Outcome outcome) {
        var passage = new Passage(routeName, route, false, outcome);
        return Collections.nCopies(lease.recipients().size(), passage);
    }

    /// An account in trouble waits for somebody to act; one that delivers again is released.
    private void park(Route route, List<Outcome> outcomes) {
        try {
            for (var outcome : outcomes) {
                if (outcome instanceof Outcome.Parked(var cause)) {
                    var reason = cause.reason();
                    var word = reason == null ? null : reason.word();
                    routes.park(route.id(), cause.statement(), word);
                    return;
                }
            }
            if (outcomes.stream().anyMatch(Outcome.Delivered.class::isInstance)) release(route);
        } catch (StorageException trouble) {
            // The line rests all the same; the next attempt says it again.
            LOG.atError()
                    .addKeyValue("route", route.name())
                    .addKeyValue("reason", trouble.getMessage())
                    .log("the route's state could not be stored");
        }
    }

    private void release(Route route) throws StorageException {
        var state = routes.state(route.id());
        if (state.isPresent() && state.get().parked() != null) routes.unpark(route.id());
    }

    /// The first outcome that says something of the outlet; what went well says least.
    private static Ending.Pace pace(List<Outcome> outcomes) {
        var paces =
                outcomes.stream()
                        .flatMap(outcome -> Optional.ofNullable(pace(outcome)).stream())
                        .toList();
        return paces.stream()
                .filter(pace -> !(pace instanceof Ending.Pace.Spent))
                .findFirst()
                .orElse(paces.isEmpty() ? Ending.Pace.FLOWING : paces.getLast());
    }

    private static Ending.@Nullable Pace pace(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Parked _ -> Ending.Pace.PARKED;
            case Outcome.Deferred deferred -> paceOf(deferred);
            case Outcome.Delivered delivered -> {
                var pause = delivered.pause();
                yield pause == null ? null : new Ending.Pace.Spent(pause);
            }
            case Outcome.Refused _, Outcome.Uncertain _ -> null;
        };
    }

    private static Ending.@Nullable Pace paceOf(Outcome.Deferred deferred) {
        if (deferred.crowded()) return Ending.Pace.CROWDED;
        if (deferred.unreachable()) return Ending.Pace.UNREACHABLE;
        var pause = deferred.pause();
        if (pause != null) return new Ending.Pace.Paused(pause);
        return deferred.ofOutlet() ? Ending.Pace.FAILING : null;
    }

    private static @Nullable Instant nextDue(List<Settlement> settlements) {
        return settlements.stream()
                .map(Settlement::due)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static void log(Lease lease, List<Passage> passages, List<Settlement> settlements) {
        for (int i = 0; i < settlements.size(); i++) {
            var settlement = settlements.get(i);
            var line =
                    settlement.state() == State.FAILED || settlement.state() == State.HELD
                            ? LOG.atWarn()
                            : LOG.atInfo();
            line.addKeyValue("mail", lease.mail().id())
                    .addKeyValue("to", lease.recipients().get(i).recipient().address())
                    .addKeyValue("attempt", lease.recipients().get(i).attempt())
                    .addKeyValue("route", passages.get(i).routeName())
                    .addKeyValue("reply", settlement.reply())
                    .log(settlement.event().kind());
        }
    }
}
