package dev.facteur.diagnose.direct;

import dev.facteur.deliver.direct.Introduction;
import dev.facteur.deliver.direct.Introduction.Flaw;
import dev.facteur.deliver.direct.OutgoingPort;
import dev.facteur.deliver.direct.PortFinding;
import dev.facteur.deliver.direct.PublicAddresses;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.route.Route;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What the recipients' own servers see of this machine: whether it may call them at all, from
/// which addresses, what DNS says of these, and whether blocklists have them.
///
/// Only the addresses that mail leaves from are looked at: those of the route, those that calls to
/// large mail servers were made from, and those that these servers say they saw.
public final class DirectRoutes implements Check {
    private final Supplier<List<Route>> routes;
    private final OutgoingPort port;
    private final Introduction introduction;
    private final Blocklists blocklists;
    private final String name;

    /// @param name of this gateway, for routes that introduce themselves by it
    public DirectRoutes(
            Supplier<List<Route>> routes,
            OutgoingPort port,
            Introduction introduction,
            Blocklists blocklists,
            String name) {
        this.routes = routes;
        this.port = port;
        this.introduction = introduction;
        this.blocklists = blocklists;
        this.name = name;
    }

    @Override
    public List<Look> looks(Scope scope) {
        var looks = new ArrayList<Look>();
        for (var route : routes.get()) {
            var direct = route.direct();
            if (direct == null || !scope.holdsRoute(route.name())) continue;
            looks.add(new Look("direct route " + route.name(), () -> see(route.name(), direct)));
        }
        return looks;
    }

    private List<Finding> see(String route, Route.Direct direct) throws InterruptedException {
        var hello = direct.hello().isEmpty() ? name : direct.hello();
        var seen = port.look(direct, hello);
        var findings = new ArrayList<Finding>();
        findings.add(port(route, seen));
        var addresses = addresses(direct, seen);
        for (var address : addresses) {
            for (var flaw : introduction.flaws(address, hello)) {
                findings.add(finding(route, flaw, address, addresses));
            }
        }
        if (findings.stream().allMatch(one -> one.severity() == Severity.GOOD)) {
            findings.add(Finding.good("direct-named", route, words(addresses), hello));
        }
        findings.addAll(blocklists.look(addresses));
        return findings;
    }

    /// Those that others have seen, and those that the route is set to call from; private ones only
    /// where nothing else is known.
    private static List<InetAddress> addresses(Route.Direct direct, PortFinding seen) {
        var addresses = new ArrayList<>(seen.faces());
        for (var source : direct.sources()) {
            boolean shown = PublicAddresses.objection(source) == null;
            if ((shown || addresses.isEmpty()) && !addresses.contains(source)) {
                addresses.add(source);
            }
        }
        return addresses;
    }

    private static Finding port(String route, PortFinding seen) {
        var finding =
                switch (seen.state()) {
                    case OPEN -> Finding.good("direct-open", route);
                    case DROPPED -> Finding.of("direct-dropped", Severity.PROBLEM, Who.HOST, route);
                    case REFUSED -> Finding.of("direct-refused", Severity.PROBLEM, Who.HOST, route);
                    case INTERCEPTED ->
                            Finding.of(
                                    "direct-intercepted",
                                    Severity.PROBLEM,
                                    Who.HOST,
                                    route,
                                    seen.seen().getFirst());
                    case UNKNOWN -> Finding.of("direct-unknown", Severity.WARNING, Who.YOU, route);
                };
        var evidence = new ArrayList<>(seen.seen());
        evidence.add("called from " + words(seen.sources()));
        evidence.add("seen as " + words(seen.outside()));
        return finding.seeing(evidence);
    }

    private static Finding finding(
            String route, Flaw flaw, InetAddress address, List<InetAddress> all) {
        return switch (flaw) {
            case Flaw.Hidden(var hidden) ->
                    Finding.of("direct-hidden", Severity.NOTICE, Who.YOU, route, hidden);
            case Flaw.Unknown(var of, var why) ->
                    Finding.of("direct-name-unknown", Severity.NOTICE, Who.YOU, route, of, why);
            case Flaw.Nameless(var of, var hello) -> nameless(route, address, of, hello, all);
            case Flaw.Unconfirmed(var of, var ptr) ->
                    Finding.of(
                            "direct-unconfirmed",
                            Severity.PROBLEM,
                            Who.DNS,
                            route,
                            of,
                            ptr,
                            type(address));
            case Flaw.Generic(var of, var ptr, var hello) ->
                    Finding.of("direct-generic", Severity.WARNING, Who.HOST, route, of, ptr, hello);
            case Flaw.HelloElsewhere(var of, var hello) ->
                    Finding.of(
                            "direct-hello",
                            Severity.WARNING,
                            Who.DNS,
                            route,
                            of,
                            hello,
                            type(address));
            case Flaw.TwoNames(var of, var ptr, var hello) ->
                    Finding.of("direct-two-names", Severity.NOTICE, Who.YOU, route, of, ptr, hello);
        };
    }

    /// IPv6 can be done without; an IPv4 address cannot.
    private static Finding nameless(
            String route, InetAddress address, String of, String hello, List<InetAddress> all) {
        if (!(address instanceof Inet6Address)) {
            return Finding.of("direct-nameless", Severity.PROBLEM, Who.HOST, route, of, hello);
        }
        var four =
                all.stream()
                        .filter(other -> !(other instanceof Inet6Address))
                        .map(InetAddress::getHostAddress)
                        .findFirst()
                        .orElse("0.0.0.0");
        return Finding.of(
                "direct-nameless-six", Severity.PROBLEM, Who.HOST, route, of, hello, four);
    }

    private static String type(InetAddress address) {
        return address instanceof Inet6Address ? "AAAA" : "A";
    }

    private static String words(List<InetAddress> addresses) {
        return String.join(", ", addresses.stream().map(InetAddress::getHostAddress).toList());
    }
}
