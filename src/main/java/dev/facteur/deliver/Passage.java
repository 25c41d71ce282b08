package dev.facteur.deliver;

import dev.facteur.route.Route;
import org.jspecify.annotations.Nullable;

/// What an attempt came to for one recipient, and by which route.
///
/// @param route null when it was removed meanwhile
/// @param elsewhere whether another route may take at once what this one could not
record Passage(String routeName, @Nullable Route route, boolean elsewhere, Outcome outcome) {

    /// Whether its route cannot carry this mail, ever or for now, whatever becomes of others.
    boolean unfit() {
        return switch (outcome) {
            case Outcome.Refused(var cause) -> unfit(cause);
            case Outcome.Deferred(var cause, _) -> unfit(cause);
            case Outcome.Delivered _, Outcome.Uncertain _, Outcome.Parked _ -> false;
        };
    }

    private static boolean unfit(Outcome.Cause cause) {
        return cause.kind() == Outcome.Kind.CAPABILITY;
    }

    boolean by(long routeId) {
        return route != null && route.id() == routeId;
    }
}
