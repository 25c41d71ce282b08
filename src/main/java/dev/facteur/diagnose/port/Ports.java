package dev.facteur.diagnose.port;

import dev.facteur.deliver.smtp.PortLogins;
import dev.facteur.deliver.smtp.PortSurvey;
import dev.facteur.deliver.smtp.PortSurvey.Login;
import dev.facteur.deliver.smtp.PortSurvey.Seen;
import dev.facteur.deliver.smtp.PortSurvey.State;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.RoutesWork;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.SharedCheck;
import dev.facteur.platform.Clock;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which ports of each route's server can be used from here, which should be, and what stands
/// before the others.
public final class Ports implements RoutesWork.Beside {
    /// Where mail servers listen for submissions, and 25, which shows what a network blocks.
    public static final List<Rung> USUAL =
            List.of(
                    new Rung(587, TlsMode.STARTTLS),
                    new Rung(465, TlsMode.IMPLICIT),
                    new Rung(2525, TlsMode.STARTTLS),
                    new Rung(25, TlsMode.STARTTLS));

    static final int BETWEEN_SERVERS = 25;
    private static final Duration SOON = Duration.ofDays(14);

    private final PortSurvey survey;
    private final PortLogins logins;
    private final List<Rung> usual;
    private final Clock clock;

    /// @param usual looked at beside those of the route
    public Ports(PortSurvey survey, PortLogins logins, List<Rung> usual, Clock clock) {
        this.survey = survey;
        this.logins = logins;
        this.usual = List.copyOf(usual);
        this.clock = clock;
    }

    @Override
    public Optional<Check.Look> look(Route route, SharedCheck check) {
        if (route.relay() == null) return Optional.empty();
        return Optional.of(
                new Check.Look("ports of route " + route.name(), () -> see(route, check)));
    }

    private List<Finding> see(Route route, SharedCheck check) throws InterruptedException {
        try {
            var surveyed = surveyed(route);
            // What the route's own check was refused is not tried again.
            boolean logsIn = logins.areDue(route, surveyed) && check.report().loggedIn();
            return judge(route, logsIn ? logins.at(route, surveyed) : surveyed);
        } catch (IOException unknown) {
            var host = route.server().host();
            return List.of(
                    Finding.of("port-host-unknown", Severity.PROBLEM, Who.YOU, route.name(), host)
                            .seeing(List.of(host + ": " + unknown)));
        }
    }

    /// Those of its ladder, and the usual ones beside them, with what came of the login.
    List<Seen> looked(Route route) throws IOException, InterruptedException {
        return logins.at(route, surveyed(route));
    }

    private List<Seen> surveyed(Route route) throws IOException, InterruptedException {
        var ladder = route.server().ladder();
        var rungs = new ArrayList<>(ladder);
        for (var rung : usual) {
            if (ladder.stream().noneMatch(own -> own.port() == rung.port())) rungs.add(rung);
        }
        return survey.look(route, rungs);
    }

    private List<Finding> judge(Route route, List<Seen> all) {
        var ladder = route.server().ladder();
        var own = all.stream().filter(seen -> ladder.contains(seen.rung())).toList();
        var best = firstOpen(own);
        var findings = new ArrayList<Finding>();
        var bad = best == null ? Severity.PROBLEM : Severity.WARNING;
        var troubles = new PortTroubles(route, bad, openRungs(own), clock.now());
        var met = best == null ? own.stream().filter(Ports::answers).toList() : own;
        if (best != null) findings.add(open(route, best));
        else lost(route, own, all).ifPresent(findings::add);
        for (var seen : met) {
            var finding = troubles.of(seen);
            if (finding != null) findings.add(finding);
        }
        if (best != null) findings.addAll(shown(route, best));
        findings.addAll(logins(route, own));
        var table = all.stream().map(PortLine::of).toList();
        return findings.stream().map(finding -> finding.seeing(table)).toList();
    }

    /// One that a mail could take; null where there is none. A login that is refused is no matter
    /// of the port, so that others are no better.
    static @Nullable Seen firstOpen(List<Seen> seen) {
        for (var login : List.of(Login.ACCEPTED, Login.REFUSED, Login.UNTRIED)) {
            for (var one : seen) {
                boolean open = one.state() == State.OPEN && one.login() == login;
                if (open && one.rung().port() != BETWEEN_SERVERS) return one;
            }
        }
        return null;
    }

    private static Finding open(Route route, Seen best) {
        return Finding.good(
                "ports-open",
                route.name(),
                route.server().host(),
                best.rung(),
                best.took().toMillis());
    }

    /// Whether somebody was met there, of whom more can be said than that the port is closed.
    private static boolean answers(Seen seen) {
        return seen.state() != State.REFUSED && seen.state() != State.DROPPED;
    }

    /// None of the route's own works; another may. Empty where what was met at one of them says
    /// more.
    private static Optional<Finding> lost(Route route, List<Seen> own, List<Seen> all) {
        var name = route.name();
        var host = route.server().host();
        var other = firstOpen(all);
        if (other != null) {
            return Optional.of(
                    Finding.of("ports-other", Severity.PROBLEM, Who.YOU, name, host, other.rung()));
        }
        if (own.stream().anyMatch(Ports::answers)) return Optional.empty();
        boolean refused = own.stream().allMatch(seen -> seen.state() == State.REFUSED);
        return Optional.of(
                refused
                        ? Finding.of(
                                "ports-refused", Severity.PROBLEM, Who.YOU, name, host, rungs(own))
                        : Finding.of("ports-none", Severity.PROBLEM, Who.HOST, name, host));
    }

    private static String openRungs(List<Seen> own) {
        return own.stream()
                .filter(seen -> seen.state() == State.OPEN)
                .filter(seen -> seen.rung().port() != BETWEEN_SERVERS)
                .map(seen -> seen.rung().toString())
                .collect(Collectors.joining(","));
    }

    private static String rungs(List<Seen> own) {
        return own.stream().map(seen -> seen.rung().toString()).collect(Collectors.joining(", "));
    }

    private List<Finding> shown(Route route, Seen best) {
        var findings = new ArrayList<Finding>();
        var certificate = best.certificate();
        var host = route.server().host();
        if (certificate != null) {
            Instant end = certificate.getNotAfter().toInstant();
            long days = Duration.between(clock.now(), end).toDays();
            if (end.isBefore(clock.now().plus(SOON))) {
                findings.add(
                        Finding.of(
                                "port-ends",
                                Severity.NOTICE,
                                Who.PROVIDER,
                                route.name(),
                                host,
                                days));
            }
        }
        if (route.server().login() != null && best.mechanisms().isEmpty()) {
            findings.add(
                    Finding.of(
                            "port-no-login",
                            Severity.PROBLEM,
                            Who.YOU,
                            route.name(),
                            host,
                            best.rung()));
        }
        return findings;
    }

    /// A login that all ports refuse is told by the check of the route.
    private static List<Finding> logins(Route route, List<Seen> own) {
        var takes = own.stream().filter(seen -> seen.login() == Login.ACCEPTED).findFirst();
        if (takes.isEmpty()) return List.of();
        return own.stream()
                .filter(seen -> seen.login() == Login.REFUSED)
                .map(seen ->
                        Finding.of(
                                "port-login-differs",
                                Severity.WARNING,
                                Who.PROVIDER,
                                route.name(),
                                seen.rung(),
                                takes.get().rung(),
                                seen.why()))
                .toList();
    }
}
