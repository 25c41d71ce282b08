package dev.facteur;

import dev.facteur.mail.Stream;
import dev.facteur.queue.Outlet;
import dev.facteur.queue.Outlets;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import java.util.Optional;

/// Shows the configured routes to the dispatcher, which needs to know only who they are and how
/// much they take.
record RouteOutlets(Routes routes) implements Outlets {
    @Override
    public Optional<Outlet> outlet(long siteId, Stream stream) {
        return routes.stateForLane(siteId, stream).map(RouteOutlets::outlet);
    }

    private static Outlet outlet(RouteState state) {
        var route = state.route();
        var limits = route.limits();
        var parked = state.parked();
        return new Outlet(
                route.id(),
                route.name(),
                limits.connections(),
                limits.recipientsPerMail(),
                parked == null ? null : parked.why());
    }
}
