package dev.facteur.diagnose;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.mail.Statement;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether a mail could be handed over by each route now, and how its account stands; and what else
/// is looked at of a route, with the same check.
public final class RoutesWork implements Check {
    private final Routes routes;
    private final RouteCheck check;
    private final Beside beside;

    /// What else there is to look at.
    public interface Beside {
        /// Empty where the route has nothing of the kind. Does not block.
        Optional<Look> look(Route route, SharedCheck check);
    }

    public RoutesWork(Routes routes, RouteCheck check, Beside beside) {
        this.routes = routes;
        this.check = check;
        this.beside = beside;
    }

    @Override
    public List<Look> looks(Scope scope) {
        var all = routes.all();
        if (all.isEmpty() && scope.holdsMachine()) return List.of(new Look("routes", this::none));
        var looks = new ArrayList<Look>();
        for (var state : all) {
            var route = state.route();
            if (!scope.holdsRoute(route.name())) continue;
            var shared = new SharedCheck(check, route);
            looks.add(new Look("route " + route.name(), () -> see(state, shared)));
            beside.look(route, shared).ifPresent(looks::add);
        }
        return looks;
    }

    private List<Finding> none() {
        return List.of(Finding.of("route-none", Severity.PROBLEM, Who.YOU, ""));
    }

    private List<Finding> see(RouteState state, SharedCheck shared) throws InterruptedException {
        var route = state.route();
        var name = route.name();
        var findings = new ArrayList<Finding>();
        var parked = state.parked();
        if (parked != null) {
            findings.add(RoutesParked.finding(name, parked));
            RouteTrouble.of(route, parked.statement(), parked.reason()).ifPresent(findings::add);
        }
        // Its servers are everybody's: another check looks at what they see of us.
        if (route.direct() != null) return findings;
        var report = shared.report();
        var account = report.account();
        // An account that is closed is all that stands in the way then.
        boolean closed = account != null && account.state() == AccountStanding.State.CLOSED;
        if (!closed) findings.add(way(route, report));
        if (account != null) findings.addAll(account(name, account));
        return findings;
    }

    private static Finding way(Route route, RouteCheck.Report report) {
        var seen = new ArrayList<String>();
        for (var passed : report.passedOver()) seen.add(passed.english());
        var trouble = report.trouble();
        if (trouble == null) {
            var worked = Finding.good("route-works", route.name(), String.valueOf(report.way()));
            return worked.seeing(seen);
        }
        seen.add(trouble.english());
        return RouteTrouble.of(route, trouble, report.reason())
                .orElseGet(() -> fails(route, trouble))
                .seeing(seen);
    }

    /// Of a route with both ways the API was tried last; the ports have a check of their own.
    private static Finding fails(Route route, Statement trouble) {
        return route.api() == null
                ? Finding.of("route-fails", Severity.PROBLEM, Who.YOU, route.name(), trouble)
                : Finding.of("api-fails", Severity.PROBLEM, Who.YOU, route.name(), trouble);
    }

    private static List<Finding> account(String route, AccountStanding account) {
        var why = account.why();
        var words = why == null ? "" : why;
        return switch (account.state()) {
            case OPEN -> List.of(Finding.good("account-open", route));
            case TRIAL ->
                    List.of(Finding.of("account-trial", Severity.WARNING, Who.YOU, route, words));
            case CLOSED ->
                    List.of(Finding.of("account-closed", Severity.PROBLEM, Who.YOU, route, words));
            case REFUSED, UNKNOWN -> List.of();
        };
    }
}
