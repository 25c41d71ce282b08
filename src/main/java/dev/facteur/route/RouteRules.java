package dev.facteur.route;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.Clock;
import dev.facteur.platform.HostName;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ClientTls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What makes no sense in a route, said when it is made and not when the first mail fails.
final class RouteRules {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private RouteRules() {}

    static void check(String name, RouteSettings settings, @Nullable Secret password, Clock clock)
            throws Objection {
        boolean loopback = LOOPBACK.contains(settings.host());
        if (!loopback && !HostName.isValid(settings.host())) {
            throw invalid("route-host", settings.host(), "is no host name");
        }
        if ((settings.user() == null) != (password == null)) {
            throw invalid("route-login", name, "needs both a user and a password, or neither");
        }
        checkLimit("connections", settings.connections(), 1_000);
        checkLimit("mails_per_connection", settings.mailsPerConnection(), 100_000);
        checkLimit("recipients_per_mail", settings.recipientsPerMail(), 1_000);
        checkLimit("idle_seconds", settings.idleSeconds(), 3_600);
        if (settings.ca() != null) checkAuthorities(settings.ca(), clock);
        for (var rung : ladder(settings)) {
            if (rung.port() == 25) throw port25();
            if (rung.tls() == TlsMode.NONE) checkClear(settings, rung.port(), loopback);
        }
        checkPolicy(settings.uncertain());
    }

    private static void checkLimit(String field, int value, int most) throws Objection {
        if (value >= 1 && value <= most) return;
        throw invalid("route-limit", field, "lies between 1 and " + most, most);
    }

    private static void checkAuthorities(String file, Clock clock) throws Objection {
        try {
            new ClientTls(clock).forRoute(Path.of(file));
        } catch (IOException unusable) {
            throw new Objection(
                    Kind.INVALID,
                    "route-ca",
                    file,
                    "the gateway cannot use the authorities file: " + unusable.getMessage(),
                    String.valueOf(unusable.getMessage()));
        }
    }

    private static List<Rung> ladder(RouteSettings settings) throws Objection {
        try {
            var ladder = RouteSettings.ladder(settings.ladder());
            if (!ladder.isEmpty()) return ladder;
        } catch (IllegalArgumentException unreadable) {
            // Said below.
        }
        throw invalid(
                "route-ports",
                settings.ladder(),
                "is no list of ports; write for example 587/starttls,465/implicit");
    }

    private static Objection port25() {
        return new Objection(
                Kind.INVALID,
                "route-port-25",
                "25",
                "port 25 is for mail servers among themselves; a provider takes mail on 587, 465"
                        + " or 2525");
    }

    private static void checkClear(RouteSettings settings, int port, boolean loopback)
            throws Objection {
        if (settings.user() != null) {
            throw invalid(
                    "route-clear-login",
                    settings.host(),
                    "cannot get a password on port " + port + ": that travels inside TLS only",
                    port);
        }
        if (loopback) return;
        throw invalid(
                "route-clear",
                settings.host(),
                "is reached over a network, so its port " + port + " needs TLS",
                port);
    }

    private static void checkPolicy(String word) throws Objection {
        for (var policy : Route.UncertainPolicy.values()) {
            if (policy.word().equals(word)) return;
        }
        throw new Objection(
                Kind.INVALID,
                "route-uncertain",
                word,
                "a mail of which nobody knows whether it arrived is sent again (retry) or held"
                        + " (hold); there is no \""
                        + word
                        + "\"");
    }

    private static Objection invalid(String code, String subject, String fault, Object... values) {
        return new Objection(Kind.INVALID, code, subject, subject + " " + fault, values);
    }
}
