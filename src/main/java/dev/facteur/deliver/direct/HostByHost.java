package dev.facteur.deliver.direct;

import dev.facteur.deliver.AttemptSaying;
import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The recipients of one domain, on their way from one of its servers to the next: who is settled,
/// and who goes on to the next server (RFC 5321 §5.1). Used by one thread.
final class HostByHost {
    /// Enough to understand, and no more than a listing bears.
    private static final int MOST_WORDS = 1_000;

    private static final Comparator<Outcome> TELLING =
            Comparator.comparing((Outcome one) -> one instanceof Outcome.Deferred)
                    .thenComparing(HostByHost::phase)
                    .thenComparing(HostByHost::called);

    private final List<Recipient> recipients;
    private final List<List<Outcome>> heard = new ArrayList<>();
    private final @Nullable Outcome[] settled;

    HostByHost(List<Recipient> recipients) {
        this.recipients = recipients;
        this.settled = new Outcome[recipients.size()];
        for (int i = 0; i < settled.length; i++) heard.add(new ArrayList<>());
    }

    /// Whether somebody still wants a server.
    boolean open() {
        return !places().isEmpty();
    }

    private List<Integer> places() {
        var places = new ArrayList<Integer>();
        for (int i = 0; i < settled.length; i++) {
            if (settled[i] == null) places.add(i);
        }
        return places;
    }

    /// Hands those who still want a server to this one.
    ///
    /// @param server one outcome a recipient, in their order
    void to(Function<List<Recipient>, List<Outcome>> server) {
        var places = places();
        var outcomes = server.apply(places.stream().map(recipients::get).toList());
        for (int i = 0; i < places.size(); i++) take(places.get(i), outcomes.get(i));
    }

    /// Nobody can be handed to this one.
    void past(Outcome why) {
        for (int place : places()) take(place, why);
    }

    private void take(int place, Outcome outcome) {
        heard.get(place).add(outcome);
        if (!goesOn(outcome)) settled[place] = outcome;
    }

    /// Whether another server may do better. Greylisting asks for patience and not for another
    /// server, where it would begin anew; what failed here would fail there as well.
    private static boolean goesOn(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Deferred(var cause, _) ->
                    cause.kind() != Kind.LOCAL && cause.reason() != Reason.GREYLISTED;
            case Outcome.Refused(var cause) -> cause.kind() == Kind.DNS;
            case Outcome.Delivered _, Outcome.Uncertain _, Outcome.Parked _ -> false;
        };
    }

    /// What has become of each, at the end of the servers.
    List<Outcome> outcomes() {
        var outcomes = new ArrayList<Outcome>();
        for (int i = 0; i < settled.length; i++) {
            var known = settled[i];
            outcomes.add(known == null ? most(heard.get(i)) : known);
        }
        return outcomes;
    }

    /// The one that tells most: that it may go better later before that it never will, then the
    /// nearer it came, the more. The others are named after it.
    private static Outcome most(List<Outcome> all) {
        int most = 0;
        for (int i = 1; i < all.size(); i++) {
            if (TELLING.compare(all.get(i), all.get(most)) > 0) most = i;
        }
        var telling = all.get(most);
        if (all.size() == 1) return telling;
        var others = new ArrayList<>(all);
        others.remove(most);
        return switch (telling) {
            case Outcome.Deferred(var cause, var notBefore) ->
                    new Outcome.Deferred(cause.saying(all(cause, others)), notBefore);
            case Outcome.Refused(var cause) ->
                    new Outcome.Refused(cause.saying(all(cause, others)));
            case Outcome.Delivered _, Outcome.Uncertain _, Outcome.Parked _ -> telling;
        };
    }

    private static Phase phase(Outcome outcome) {
        var cause = cause(outcome);
        return cause == null ? Phase.FINAL_DOT : cause.phase();
    }

    /// DNS before a server was called.
    private static boolean called(Outcome outcome) {
        var cause = cause(outcome);
        return cause != null && cause.kind() != Kind.DNS;
    }

    private static Statement all(Outcome.Cause telling, List<Outcome> others) {
        var all = telling.statement().and(AttemptSaying.ALSO_TRIED.with());
        for (var outcome : others) {
            var cause = cause(outcome);
            if (cause == null) continue;
            if (all.english().length() > MOST_WORDS) return all.and(Statement.quoting("…"));
            all = all.and(cause.statement());
        }
        return all;
    }

    private static Outcome.@Nullable Cause cause(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Deferred(var cause, _) -> cause;
            case Outcome.Refused(var cause) -> cause;
            case Outcome.Uncertain(var cause) -> cause;
            case Outcome.Parked(var cause) -> cause;
            case Outcome.Delivered _ -> null;
        };
    }
}
