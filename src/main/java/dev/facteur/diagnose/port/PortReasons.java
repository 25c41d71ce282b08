package dev.facteur.diagnose.port;

import dev.facteur.deliver.smtp.PortSurvey.Login;
import dev.facteur.deliver.smtp.PortSurvey.Seen;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import org.jspecify.annotations.Nullable;

/// The sentences of the [PortAdvisor].
final class PortReasons {
    private PortReasons() {}

    /// What such a port is for.
    static Finding use(Rung rung) {
        return switch (rung.port()) {
            case 25 -> Finding.good("advice-use-25", "");
            case 465 -> Finding.good("advice-use-465", "");
            case 587 -> Finding.good("advice-use-587", "");
            case 2525 -> Finding.good("advice-use-2525", "");
            case 2465 -> Finding.good("advice-use-2465", "");
            case 2587 -> Finding.good("advice-use-2587", "");
            default -> Finding.good("advice-use-other", "");
        };
    }

    static Finding answer(Route route, String host, @Nullable Seen best) {
        var name = route.name();
        if (best == null) {
            var code = Finding.of("advice-way-none", Severity.PROBLEM, Who.HOST, name, host);
            return route.api() == null
                    ? code
                    : Finding.of("advice-way-by-api", Severity.WARNING, Who.HOST, name, host);
        }
        var rung = best.rung();
        long millis = best.took().toMillis();
        if (!route.server().ladder().contains(rung)) {
            return Finding.of(
                    "advice-way-other", Severity.PROBLEM, Who.YOU, name, host, rung, millis);
        }
        return switch (best.login()) {
            case ACCEPTED -> Finding.good("advice-way-login", name, host, rung, millis);
            case UNTRIED -> Finding.good("advice-way", name, host, rung, millis);
            case REFUSED ->
                    Finding.of(
                            "advice-way-refused",
                            Severity.PROBLEM,
                            Who.YOU,
                            name,
                            host,
                            rung,
                            best.why());
        };
    }

    /// Why a port that is not the best one is not.
    ///
    /// @param chosen whether it is in the route's ladder
    static Finding whyNot(String route, Seen seen, boolean chosen) {
        int port = seen.rung().port();
        if (port == Ports.BETWEEN_SERVERS) return Finding.good("advice-not-25", route, port);
        return switch (seen.state()) {
            case OPEN -> open(route, seen, chosen);
            case REFUSED -> Finding.good("advice-not-refused", route, port);
            case DROPPED -> Finding.good("advice-not-dropped", route, port);
            case SILENT -> Finding.good("advice-not-silent", route, port);
            case STRIPPED -> Finding.good("advice-not-stripped", route, port);
            case WITHOUT_TLS -> Finding.good("advice-not-without-tls", route, port);
            case DISTRUSTED -> Finding.good("advice-not-distrusted", route, port, seen.why());
            case BROKEN -> Finding.good("advice-not-broken", route, port, seen.why());
        };
    }

    private static Finding open(String route, Seen seen, boolean chosen) {
        int port = seen.rung().port();
        if (seen.login() == Login.REFUSED) return Finding.good("advice-not-login", route, port);
        return chosen
                ? Finding.good("advice-also", route, port)
                : Finding.good("advice-also-unused", route, port, seen.rung());
    }

    static Finding door(String host, @Nullable Seen best) {
        if (best == null) return Finding.of("advice-door-none", Severity.PROBLEM, Who.YOU, host);
        return switch (best.rung().tls()) {
            case IMPLICIT -> Finding.good("advice-door-implicit", host, best.rung().port());
            case STARTTLS, NONE -> Finding.good("advice-door", host, best.rung().port());
        };
    }

    static Finding noDoor(String host, Rung usual) {
        int port = usual.port();
        return port == Ports.BETWEEN_SERVERS
                ? Finding.good("advice-door-25", host, port)
                : Finding.good("advice-door-absent", host, port);
    }

    static Finding otherDoor(String host, Seen seen, @Nullable Seen best) {
        int port = seen.rung().port();
        if (!seen.sentence().isEmpty()) {
            return Finding.good("advice-door-broken", host, port, seen.why());
        }
        return Finding.good("advice-door-also", host, port, best == null ? "" : best.rung().port());
    }
}
