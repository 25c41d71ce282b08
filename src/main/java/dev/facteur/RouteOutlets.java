package dev.facteur;

import dev.facteur.mail.Stream;
import dev.facteur.queue.Outlet;
import dev.facteur.queue.Outlets;
import dev.facteur.queue.Rate;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import java.util.List;

/// Shows the configured routes to the dispatcher, which needs to know only who they are and how
/// much they take.
record RouteOutlets(Routes routes) implements Outlets {
    @Override
    public List<Outlet> outlets(long siteId, Stream stream) {
        return routes.forLane(siteId, stream).stream().map(RouteOutlets::outlet).toList();
    }

    @Override
    public List<Outlet> pinned(long route) {
        return routes.state(route).map(RouteOutlets::outlet).stream().toList();
    }

    /// Whether mail of that lane may go to its recipients' own servers.
    boolean byDomain(long siteId, Stream stream) {
        return routes.forLane(siteId, stream).stream()
                .anyMatch(way -> way.route().direct() != null);
    }

    private static Outlet outlet(RouteState state) {
        var route = state.route();
        var limits = route.limits();
        var direct = route.direct();
        var parked = state.parked();
        return new Outlet(
                route.id(),
                route.name(),
                limits.connections(),
                limits.recipientsPerMail(),
                new Rate(limits.perSecond(), limits.perMinute(), limits.perDay()),
                direct == null ? 0 : direct.perDestination(),
                parked == null ? null : parked.why());
    }
}
