package dev.facteur.diagnose.port;

import dev.facteur.deliver.smtp.Candidate;
import dev.facteur.deliver.smtp.PortSurvey;
import dev.facteur.deliver.smtp.PortSurvey.Login;
import dev.facteur.deliver.smtp.PortSurvey.Seen;
import dev.facteur.deliver.smtp.PortSurvey.State;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.port.PortAdvice.Measured;
import dev.facteur.diagnose.port.PortAdvice.Row;
import dev.facteur.diagnose.port.PortAdvice.Way;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers “which port should be used?” by measuring: for each route its provider's ports, and for
/// websites the doors of this gateway.
public final class PortAdvisor {
    private final Supplier<List<Route>> routes;
    private final Ports ports;
    private final PortSurvey survey;
    private final Supplier<Entrance> entrance;

    /// The doors with TLS and a login.
    ///
    /// @param host as sites are told it
    /// @param caFile what sites have to trust; null where an authority has signed
    public record Entrance(String host, @Nullable Path caFile, List<Door> doors) {
        public Entrance {
            doors = List.copyOf(doors);
        }
    }

    /// @param address on which it listens
    public record Door(Rung rung, InetAddress address) {
        /// A door at every address is at that of this machine too.
        private Candidate candidate() {
            if (!address.isAnyLocalAddress()) return new Candidate(rung, address);
            var own = address instanceof Inet6Address ? "::1" : "127.0.0.1";
            return new Candidate(rung, InetAddress.ofLiteral(own));
        }
    }

    public PortAdvisor(
            Supplier<List<Route>> routes,
            Ports ports,
            PortSurvey survey,
            Supplier<Entrance> entrance) {
        this.routes = routes;
        this.ports = ports;
        this.survey = survey;
        this.entrance = entrance;
    }

    /// Blocks for as long as the slowest port takes to fail.
    ///
    /// @param only the one route to look at; null for all
    public PortAdvice advise(@Nullable String only) throws InterruptedException {
        var ways = new ArrayList<Way>();
        for (var route : routes.get()) {
            if (only == null || only.equals(route.name())) ways.add(way(route));
        }
        return new PortAdvice(ways, doors(entrance.get()));
    }

    private Way way(Route route) throws InterruptedException {
        var name = route.name();
        if (route.relay() == null) {
            var api = route.api();
            var answer =
                    api == null
                            ? Finding.good("advice-direct", name)
                            : Finding.good("advice-api", name, api.base().getHost());
            return new Way(name, "", null, answer, List.of(), List.of());
        }
        var host = route.server().host();
        try {
            return way(route, host, ports.looked(route));
        } catch (IOException unknown) {
            var answer = Finding.of("advice-no-host", Severity.PROBLEM, Who.YOU, name, host);
            return new Way(name, host, null, answer, List.of(), List.of());
        }
    }

    private static Way way(Route route, String host, List<Seen> all) {
        var ladder = route.server().ladder();
        var own = all.stream().filter(seen -> ladder.contains(seen.rung())).toList();
        var best = Ports.firstOpen(own);
        if (best == null) best = Ports.firstOpen(all);
        var rows = new ArrayList<Row>();
        var others = new ArrayList<Finding>();
        for (var seen : all) {
            boolean chosen = ladder.contains(seen.rung());
            rows.add(new Row(seen.rung(), PortReasons.use(seen.rung()), chosen, Measured.of(seen)));
            if (!seen.equals(best) && !isNoBetter(seen, best)) {
                others.add(PortReasons.whyNot(route.name(), seen, chosen));
            }
        }
        var answer = PortReasons.answer(route, host, best);
        return new Way(route.name(), host, best == null ? null : best.rung(), answer, others, rows);
    }

    /// Where the login is refused, one that is open as well is no way out.
    private static boolean isNoBetter(Seen seen, @Nullable Seen best) {
        return best != null && best.login() == Login.REFUSED && seen.state() == State.OPEN;
    }

    private Way doors(Entrance entrance) throws InterruptedException {
        var host = entrance.host();
        var server = new PortSurvey.Server("doors", "", host, entrance.caFile());
        var candidates = entrance.doors().stream().map(Door::candidate).distinct().toList();
        var all = survey.look(server, candidates);
        var best = firstOpen(all);
        var rows = new ArrayList<Row>();
        var others = new ArrayList<Finding>();
        for (var usual : Ports.USUAL) {
            if (all.stream().anyMatch(seen -> seen.rung().port() == usual.port())) continue;
            rows.add(new Row(usual, PortReasons.use(usual), false, null));
            others.add(PortReasons.noDoor(host, usual));
        }
        for (var seen : all) {
            rows.add(new Row(seen.rung(), PortReasons.use(seen.rung()), true, Measured.of(seen)));
            if (!seen.equals(best)) others.add(PortReasons.otherDoor(host, seen, best));
        }
        rows.sort(Comparator.comparingInt(row -> place(row.rung())));
        var answer = PortReasons.door(host, best);
        return new Way(host, host, best == null ? null : best.rung(), answer, others, rows);
    }

    /// Sites know 587 best, then 465; the rest is for networks that block these.
    private static @Nullable Seen firstOpen(List<Seen> doors) {
        return doors.stream()
                .filter(seen -> seen.state() == State.OPEN)
                .min(Comparator.comparingInt(seen -> place(seen.rung())))
                .orElse(null);
    }

    private static int place(Rung rung) {
        for (int i = 0; i < Ports.USUAL.size(); i++) {
            if (Ports.USUAL.get(i).port() == rung.port()) return i;
        }
        return Ports.USUAL.size();
    }
}
