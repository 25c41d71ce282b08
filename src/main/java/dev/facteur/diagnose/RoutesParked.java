package dev.facteur.diagnose;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.route.RouteState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Which routes wait for somebody to act. Asks nobody.
public final class RoutesParked implements Check {
    private final Supplier<List<RouteState>> routes;

    public RoutesParked(Supplier<List<RouteState>> routes) {
        this.routes = routes;
    }

    @Override
    public List<Look> looks(Scope scope) {
        return scope.holdsMachine() ? List.of(new Look("routes", this::see)) : List.of();
    }

    private List<Finding> see() {
        var findings = new ArrayList<Finding>();
        for (var state : routes.get()) {
            var parked = state.parked();
            if (parked != null) findings.add(finding(state.route().name(), parked));
        }
        return findings;
    }

    static Finding finding(String route, RouteState.Parked parked) {
        return Finding.of("route-parked", Severity.PROBLEM, Who.YOU, route, parked.statement())
                .seeing(List.of(parked.at() + " " + parked.statement()));
    }
}
