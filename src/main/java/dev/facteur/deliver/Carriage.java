package dev.facteur.deliver;

import dev.facteur.mail.Recipient;
import dev.facteur.queue.Lease;
import dev.facteur.route.Route;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import dev.facteur.sign.NoName;
import dev.facteur.sign.SignedMail;
import dev.facteur.sign.Signer;
import dev.facteur.spool.Spool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Sends a mail by the route that its lane was given. What that one cannot carry (a mail too large
/// for it, or one that its API would damage) goes by the next routes of the lane within the same
/// attempt: no answer was heard, so nothing is sent twice. It is refused when none can, and waits
/// while one of them is parked.
public final class Carriage {
    private final Routes routes;
    private final Spool spool;
    private final Signer signer;
    private final Senders senders;
    private final Transport transport;

    public Carriage(
            Routes routes, Spool spool, Signer signer, Senders senders, Transport transport) {
        this.routes = routes;
        this.spool = spool;
        this.signer = signer;
        this.senders = senders;
        this.transport = transport;
    }

    /// One passage a recipient, in their order.
    ///
    /// @throws IOException when the kept mail cannot be read or signed
    /// @throws NoName when it may leave under no name now
    List<Passage> send(Route first, Lease lease) throws IOException, NoName {
        var lane = lease.lane();
        var others =
                lane.pinned() != 0
                        ? List.<RouteState>of()
                        : routes.forLane(lane.siteId(), lane.stream()).stream()
                                .filter(way -> way.route().id() != first.id())
                                .toList();
        boolean elsewhere = others.stream().anyMatch(way -> way.parked() == null);
        var recipients = lease.recipients().stream().map(Lease.Leased::recipient).toList();
        var passages =
                send(first, lease, recipients).stream()
                        .map(outcome -> elsewhere ? forOtherRoute(outcome) : outcome)
                        .map(outcome -> new Passage(first.name(), first, elsewhere, outcome))
                        .toList();
        for (var way : others) {
            if (passages.stream().noneMatch(Passage::unfit)) return passages;
            passages = way.parked() == null ? onwards(way.route(), lease, passages) : passages;
        }
        var carried = passages;
        return others.stream()
                .filter(way -> way.parked() != null)
                .findFirst()
                .map(parked -> waiting(parked, carried))
                .orElse(passages);
    }

    private static Outcome forOtherRoute(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused ? refused.forOtherRoute() : outcome;
    }

    private List<Outcome> send(Route route, Lease lease, List<Recipient> recipients)
            throws IOException, NoName {
        var mail = lease.mail();
        SignedMail.Content content = spool.content(mail.place())::open;
        var signed = signer.sign(route, mail, content);
        var outcomes = new ArrayList<Outcome>();
        int most = senders.tellApart(route, signed) ? 1 : route.limits().recipientsPerMail();
        for (int from = 0; from < recipients.size(); from += most) {
            var some = recipients.subList(from, Math.min(recipients.size(), from + most));
            outcomes.addAll(transport.send(route, senders.named(route, signed, some), some));
        }
        return outcomes;
    }

    /// The same where those whom no route could carry so far are tried by one more.
    private List<Passage> onwards(Route route, Lease lease, List<Passage> before)
            throws IOException, NoName {
        var unfit = new ArrayList<Integer>();
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i).unfit()) unfit.add(i);
        }
        var recipients =
                unfit.stream().map(place -> lease.recipients().get(place).recipient()).toList();
        var outcomes = send(route, lease, recipients);
        var passages = new ArrayList<>(before);
        for (int i = 0; i < outcomes.size(); i++) {
            // The first route is open, and would be asked in vain: it is not tried again at once.
            var next = new Passage(route.name(), route, false, outcomes.get(i));
            int place = unfit.get(i);
            passages.set(place, next.unfit() ? both(before.get(place), next) : next);
        }
        return passages;
    }

    /// It waits as long as one of the two may carry it later.
    private static Passage both(Passage one, Passage other) {
        var both = unfitness(one).statement().and(unfitness(other).statement());
        boolean later =
                one.outcome() instanceof Outcome.Deferred
                        || other.outcome() instanceof Outcome.Deferred;
        return unfit(one, unfitness(one).saying(both), later);
    }

    private static List<Passage> waiting(RouteState parked, List<Passage> passages) {
        return passages.stream()
                .map(passage -> passage.unfit() ? waiting(parked, passage) : passage)
                .toList();
    }

    private static Passage waiting(RouteState parked, Passage passage) {
        var cause = unfitness(passage);
        var name = parked.route().name();
        var why = cause.statement().and(AttemptSaying.WAITS_FOR_ROUTE.with(name));
        return unfit(passage, cause.saying(why), true);
    }

    private static Passage unfit(Passage passage, Outcome.Cause cause, boolean later) {
        return new Passage(
                passage.routeName(),
                passage.route(),
                passage.elsewhere(),
                later ? new Outcome.Deferred(cause, null) : new Outcome.Refused(cause));
    }

    private static Outcome.Cause unfitness(Passage passage) {
        return switch (passage.outcome()) {
            case Outcome.Refused(var cause) -> cause;
            case Outcome.Deferred(var cause, _) -> cause;
            case Outcome.Delivered _, Outcome.Uncertain _, Outcome.Parked _ ->
                    throw new IllegalStateException("it was carried");
        };
    }
}
