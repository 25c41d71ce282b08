package dev.facteur.route;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.HostName;
import dev.facteur.platform.secret.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What makes no sense in a route, said when it is added and not when the first mail fails.
final class RouteRules {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private RouteRules() {}

    static void check(String name, RouteSettings settings, @Nullable Secret password)
            throws Objection {
        if (!HostName.isValid(settings.host()) && !LOOPBACK.contains(settings.host())) {
            throw invalid("route-host", settings.host(), "is no host name");
        }
        if ((settings.user() == null) != (password == null)) {
            throw invalid("route-login", name, "needs both a user and a password, or neither");
        }
        checkLimit("connections", settings.connections(), 1_000);
        checkLimit("mails_per_connection", settings.mailsPerConnection(), 100_000);
        checkLimit("recipients_per_mail", settings.recipientsPerMail(), 1_000);
        checkLimit("idle_seconds", settings.idleSeconds(), 3_600);
        var ca = settings.ca();
        if (ca != null && !Files.isReadable(Path.of(ca))) {
            throw invalid("route-ca", ca, "cannot be read by the gateway");
        }
        Route route;
        try {
            route = settings.route(0, name, password);
        } catch (IllegalArgumentException contradiction) {
            throw new Objection(
                    Kind.INVALID,
                    "route-settings",
                    name,
                    "the route cannot work: " + contradiction.getMessage());
        }
        for (var rung : route.ladder()) {
            if (rung.tls() == TlsMode.NONE && !LOOPBACK.contains(settings.host())) {
                throw invalid(
                        "route-clear",
                        settings.host(),
                        "is reached over a network, so its port " + rung.port() + " needs TLS");
            }
        }
    }

    private static void checkLimit(String field, int value, int most) throws Objection {
        if (value < 1 || value > most) {
            throw invalid("route-limit", field, "lies between 1 and " + most);
        }
    }

    private static Objection invalid(String code, String subject, String fault) {
        return new Objection(Kind.INVALID, code, subject, subject + " " + fault);
    }
}
