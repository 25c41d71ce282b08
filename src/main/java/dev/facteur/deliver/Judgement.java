package dev.facteur.deliver;

import dev.facteur.event.MailEvent;
import dev.facteur.event.Trace;
import dev.facteur.platform.Clock;
import dev.facteur.queue.Backoff;
import dev.facteur.queue.Lease;
import dev.facteur.queue.Settlement;
import dev.facteur.queue.State;
import dev.facteur.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Says what each outcome means for its recipient: the one place where outcomes become states.
public final class Judgement {
    private final Backoff backoff;
    private final RandomGenerator random;
    private final Clock clock;

    public Judgement(Backoff backoff, RandomGenerator random, Clock clock) {
        this.backoff = backoff;
        this.random = random;
        this.clock = clock;
    }

    /// One settlement a recipient, in their order.
    List<Settlement> settlements(Lease lease, List<Passage> passages) {
        var now = clock.now();
        var settlements = new ArrayList<Settlement>(passages.size());
        for (int i = 0; i < passages.size(); i++) {
            settlements.add(settlement(lease.recipients().get(i), passages.get(i), now));
        }
        return settlements;
    }

    private Settlement settlement(Lease.Leased leased, Passage passage, Instant now) {
        var routeName = passage.routeName();
        return switch (passage.outcome()) {
            case Outcome.Delivered delivered -> delivered(leased, routeName, delivered);
            case Outcome.Refused(var cause) -> failed(leased, routeName, cause);
            case Outcome.Deferred deferred ->
                    deferred(
                            leased,
                            trace(leased, routeName, deferred.cause()),
                            passage.elsewhere() && goesElsewhere(deferred)
                                    ? now
                                    : next(now, leased, deferred.notBefore()));
            case Outcome.Uncertain(var cause) ->
                    uncertain(
                            leased,
                            trace(leased, routeName, cause),
                            holds(passage.route()) ? null : next(now, leased, null));
            case Outcome.Parked(var cause) -> parked(leased, trace(leased, routeName, cause), now);
        };
    }

    private Instant next(Instant now, Lease.Leased leased, @Nullable Duration notBefore) {
        return backoff.next(now, leased.attempt(), notBefore, random);
    }

    /// What closes the route's line leaves the mail free to go by another one at once.
    private static boolean goesElsewhere(Outcome.Deferred deferred) {
        return deferred.unreachable() || deferred.pause() != null;
    }

    private static boolean holds(@Nullable Route route) {
        return route != null && route.uncertain() == Route.UncertainPolicy.HOLD;
    }

    private static Settlement delivered(
            Lease.Leased leased, String routeName, Outcome.Delivered delivered) {
        var via = delivered.via();
        var reply = via.quote(delivered.reply());
        var trace =
                new Trace(
                        leased.attempt(),
                        routeName,
                        via.host(),
                        emptyToNull(via.address()),
                        via.port(),
                        emptyToNull(via.tls()),
                        null,
                        reply,
                        null,
                        null,
                        null,
                        null);
        return new Settlement(
                leased.recipient().number(),
                State.DELIVERED,
                null,
                new MailEvent.Delivered(trace),
                reply,
                RemoteId.of(via, delivered.reply()));
    }

    private static Settlement failed(Lease.Leased leased, String routeName, Outcome.Cause cause) {
        return new Settlement(
                leased.recipient().number(),
                State.FAILED,
                null,
                new MailEvent.Failed(trace(leased, routeName, cause)),
                words(cause));
    }

    private static Settlement deferred(Lease.Leased leased, Trace trace, Instant next) {
        return new Settlement(
                leased.recipient().number(),
                State.QUEUED,
                next,
                new MailEvent.Deferred(trace, next),
                words(trace));
    }

    private static Settlement uncertain(Lease.Leased leased, Trace trace, @Nullable Instant next) {
        return new Settlement(
                leased.recipient().number(),
                next == null ? State.HELD : State.QUEUED,
                next,
                new MailEvent.Uncertain(trace, next),
                words(trace));
    }

    /// Due at once: the line waits, not the mail, so it leaves as soon as the route is released.
    private static Settlement parked(Lease.Leased leased, Trace trace, Instant now) {
        return new Settlement(
                leased.recipient().number(),
                State.QUEUED,
                now,
                new MailEvent.Parked(trace),
                words(trace));
    }

    private static Trace trace(Lease.Leased leased, String routeName, Outcome.Cause cause) {
        var via = cause.via();
        var reason = cause.reason();
        return new Trace(
                leased.attempt(),
                routeName,
                via == null ? null : via.host(),
                via == null ? null : emptyToNull(via.address()),
                via == null ? null : via.port(),
                via == null ? null : emptyToNull(via.tls()),
                cause.phase().name(),
                cause.quotedReply(),
                cause.kind().name(),
                cause.sentence(),
                reason == null ? null : reason.word(),
                reason == null ? null : reason.who().word());
    }

    /// The remote's words, or ours where it said nothing.
    private static String words(Outcome.Cause cause) {
        var reply = cause.quotedReply();
        return reply == null ? cause.sentence() : reply;
    }

    private static String words(Trace trace) {
        if (trace.reply() != null) return trace.reply();
        return trace.sentence() == null ? "" : trace.sentence();
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
