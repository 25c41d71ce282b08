package dev.facteur.diagnose;

import dev.facteur.deliver.smtp.PortSurvey;
import dev.facteur.deliver.smtp.PortSurvey.Seen;
import dev.facteur.deliver.smtp.PortSurvey.State;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.platform.Clock;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which ports of each route's server can be used from here, which should be, and what stands
/// before the others.
public final class Ports implements Check {
    /// Where mail servers listen for submissions, and 25, which shows what a network blocks.
    public static final List<Rung> USUAL =
            List.of(
                    new Rung(587, TlsMode.STARTTLS),
                    new Rung(465, TlsMode.IMPLICIT),
                    new Rung(2525, TlsMode.STARTTLS),
                    new Rung(25, TlsMode.STARTTLS));

    private static final int BETWEEN_SERVERS = 25;
    private static final Duration SOON = Duration.ofDays(14);

    private final Supplier<List<Route>> routes;
    private final PortSurvey survey;
    private final List<Rung> usual;
    private final Clock clock;

    /// @param usual looked at beside those of the route
    public Ports(Supplier<List<Route>> routes, PortSurvey survey, List<Rung> usual, Clock clock) {
        this.routes = routes;
        this.survey = survey;
        this.usual = List.copyOf(usual);
        this.clock = clock;
    }

    @Override
    public List<Look> looks(Scope scope) {
        return routes.get().stream()
                .filter(route -> route.relay() != null && scope.holdsRoute(route.name()))
                .map(route -> new Look("ports of route " + route.name(), () -> see(route)))
                .toList();
    }

    private List<Finding> see(Route route) throws InterruptedException {
        var ladder = route.server().ladder();
        var rungs = new ArrayList<>(ladder);
        for (var rung : usual) {
            if (ladder.stream().noneMatch(own -> own.port() == rung.port())) rungs.add(rung);
        }
        try {
            return judge(route, survey.look(route, rungs));
        } catch (IOException unknown) {
            // The check of the route itself tells it.
            return List.of();
        }
    }

    private List<Finding> judge(Route route, List<Seen> all) {
        var ladder = route.server().ladder();
        var own = all.stream().filter(seen -> ladder.contains(seen.rung())).toList();
        var best = firstOpen(own);
        var findings = new ArrayList<Finding>();
        findings.add(best == null ? lost(route, all) : open(route, best));
        var bad = best == null ? Severity.PROBLEM : Severity.WARNING;
        for (var seen : own) {
            var finding = trouble(route, seen, bad, openRungs(own));
            if (finding != null) findings.add(finding);
        }
        if (best != null) findings.addAll(shown(route, best));
        var table = all.stream().map(Ports::line).toList();
        return findings.stream().map(finding -> finding.seeing(table)).toList();
    }

    private static @Nullable Seen firstOpen(List<Seen> seen) {
        for (var one : seen) {
            boolean open = one.state() == State.OPEN && one.rung().port() != BETWEEN_SERVERS;
            if (open) return one;
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

    /// None of the route's own works; another may.
    private static Finding lost(Route route, List<Seen> all) {
        var host = route.server().host();
        var other = firstOpen(all);
        if (other == null) {
            return Finding.of("ports-none", Severity.PROBLEM, Who.HOST, route.name(), host);
        }
        return Finding.of(
                "ports-other", Severity.PROBLEM, Who.YOU, route.name(), host, other.rung());
    }

    private static String openRungs(List<Seen> own) {
        return own.stream()
                .filter(seen -> seen.state() == State.OPEN)
                .map(seen -> seen.rung().toString())
                .collect(Collectors.joining(","));
    }

    private @Nullable Finding trouble(Route route, Seen seen, Severity bad, String open) {
        var name = route.name();
        var place = route.server().host() + ":" + seen.rung().port();
        var without = open.isEmpty() ? "" : "facteur route set " + name + " --port " + open;
        return switch (seen.state()) {
            case OPEN -> null;
            // Not every provider listens everywhere, and it costs no time.
            case REFUSED ->
                    Finding.of("port-refused", Severity.NOTICE, Who.YOU, name, place, without);
            case DROPPED -> Finding.of("port-dropped", bad, Who.HOST, name, place, without);
            case STRIPPED -> Finding.of("port-stripped", bad, Who.HOST, name, place, without);
            case DISTRUSTED -> distrusted(route, seen, bad, place);
            case BROKEN -> Finding.of("port-broken", bad, Who.PROVIDER, name, seen.sentence());
        };
    }

    private Finding distrusted(Route route, Seen seen, Severity bad, String place) {
        var name = route.name();
        var certificate = seen.certificate();
        if (certificate == null) {
            return Finding.of("port-no-tls", bad, Who.HOST, name, seen.sentence());
        }
        var end = certificate.getNotAfter().toInstant();
        if (end.isBefore(clock.now())) {
            return Finding.of("port-expired", bad, Who.PROVIDER, name, place, end);
        }
        return Finding.of(
                "port-impostor",
                bad,
                Who.HOST,
                name,
                place,
                certificate.getSubjectX500Principal(),
                certificate.getIssuerX500Principal());
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

    /// A row of the table of ports.
    private static String line(Seen seen) {
        var line = new StringBuilder(seen.rung().toString());
        line.append(" at ").append(seen.address().getHostAddress());
        line.append(": ").append(seen.state().name().toLowerCase(Locale.ROOT));
        line.append(", ").append(seen.took().toMillis()).append(" ms");
        var session = seen.session();
        if (session != null) line.append(", ").append(session.getProtocol());
        var certificate = seen.certificate();
        if (certificate != null) {
            line.append(", certificate ").append(certificate.getSubjectX500Principal());
            line.append(" of ").append(certificate.getIssuerX500Principal());
            line.append(" until ").append(certificate.getNotAfter().toInstant());
        }
        if (!seen.mechanisms().isEmpty()) {
            line.append(", AUTH ").append(String.join(" ", new TreeSet<>(seen.mechanisms())));
        }
        if (!seen.sentence().isEmpty()) line.append(". ").append(seen.sentence());
        return line.toString();
    }
}
