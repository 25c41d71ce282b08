package dev.facteur.alert;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.route.Route;
import dev.facteur.route.oauth.Standing;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whether a route's authorisation ends soon. Asks nobody.
public final class GrantsLast implements Check {
    private final Supplier<List<Route>> routes;
    private final Function<Route, @Nullable Standing> standing;

    /// @param standing null for a route that needs no authorisation
    public GrantsLast(Supplier<List<Route>> routes, Function<Route, @Nullable Standing> standing) {
        this.routes = routes;
        this.standing = standing;
    }

    @Override
    public List<Look> looks(Scope scope) {
        var looks = new ArrayList<Look>();
        for (var route : routes.get()) {
            if (!scope.holdsRoute(route.name()) || route.client() == null) continue;
            looks.add(new Look("authorisation of route " + route.name(), () -> see(route)));
        }
        return looks;
    }

    private List<Finding> see(Route route) {
        var now = standing.apply(route);
        if (now == null || now.ends() == null || !now.endsSoon()) return List.of();
        var day = LocalDate.ofInstant(now.ends(), ZoneOffset.UTC);
        return List.of(
                Finding.of("grant-ends", Severity.WARNING, Who.YOU, route.name(), day)
                        .seeing(List.of("ends " + now.ends())));
    }
}
