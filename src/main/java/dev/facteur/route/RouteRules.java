package dev.facteur.route;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.Clock;
import dev.facteur.platform.HostName;
import dev.facteur.platform.tls.ClientTls;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What makes no sense in a route, said when it is made and not when the first mail fails.
final class RouteRules {
    private static final int MAX_RATE = 100_000_000;
    private static final int MAX_CLIENT = 300;

    /// A GUID, a domain, or one of the words that stand for several.
    private static final Pattern TENANT =
            Pattern.compile("[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63}){0,10}");

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private RouteRules() {}

    static void check(String name, RouteSettings settings, RouteSecrets secrets, Clock clock)
            throws Objection {
        var relay = settings.relay();
        var api = settings.api();
        var direct = settings.direct();
        if (relay == null && api == null && direct == null) {
            throw invalid("route-way", name, "needs a mail server or a provider's API");
        }
        if (direct != null) checkDirect(name, settings, direct);
        var client = settings.client();
        if (client != null) checkClient(client);
        if (relay != null) checkRelay(name, relay, secrets, client != null, clock);
        if (api != null) checkApi(name, api, secrets, client != null);
        checkFirst(settings);
        checkLimit("connections", settings.connections(), 1_000);
        checkLimit("mails_per_connection", settings.mailsPerConnection(), 100_000);
        checkLimit("recipients_per_mail", settings.recipientsPerMail(), 1_000);
        checkLimit("idle_seconds", settings.idleSeconds(), 3_600);
        checkRate("per_second", settings.perSecond());
        checkRate("per_minute", settings.perMinute());
        checkRate("per_day", settings.perDay());
        checkPolicy(settings.uncertain());
    }

    private static void checkRelay(
            String name,
            RouteSettings.Relay relay,
            RouteSecrets secrets,
            boolean tokens,
            Clock clock)
            throws Objection {
        boolean loopback = LOOPBACK.contains(relay.host());
        if (!loopback && !HostName.isValid(relay.host())) {
            throw invalid("route-host", relay.host(), "is no host name");
        }
        boolean proof = tokens || secrets.password() != null;
        if ((relay.user() == null) == proof) {
            throw invalid("route-login", name, "needs both a user and a password, or neither");
        }
        if (relay.ca() != null) checkAuthorities(relay.ca(), clock);
        for (var rung : ladder(relay)) {
            if (rung.port() == 25) throw port25();
            if (rung.tls() == TlsMode.NONE) checkClear(relay, rung.port(), loopback);
        }
    }

    private static void checkDirect(
            String name, RouteSettings settings, RouteSettings.Direct direct) throws Objection {
        if (settings.relay() != null || settings.api() != null) {
            throw invalid(
                    "route-direct",
                    name,
                    "goes to the recipients' own servers, so it has no server or API of its own");
        }
        if (!direct.hello().isEmpty() && !HostName.isValid(direct.hello())) {
            throw invalid("route-hello", direct.hello(), "is no host name");
        }
        checkLimit("per_destination", direct.perDestination(), 1_000);
        boolean four = false;
        boolean six = false;
        for (var source : direct.sources()) {
            boolean isSix = isSix(source);
            if (isSix ? six : four) {
                throw invalid(
                        "route-sources", source, "is the second address of its kind; one is used");
            }
            six |= isSix;
            four |= !isSix;
        }
    }

    private static boolean isSix(String source) throws Objection {
        try {
            return InetAddress.ofLiteral(source) instanceof Inet6Address;
        } catch (IllegalArgumentException _) {
            throw invalid("route-source", source, "is no IP address");
        }
    }

    /// A tenant becomes part of an address, so it may hold nothing that leads elsewhere in it.
    private static void checkClient(RouteSettings.Client client) throws Objection {
        if (client.id().isBlank() || client.id().length() > MAX_CLIENT) {
            throw invalid("route-client", client.id(), "is no client ID");
        }
        if (!client.tenant().isEmpty() && !TENANT.matcher(client.tenant()).matches()) {
            throw invalid(
                    "route-tenant",
                    client.tenant(),
                    "is no tenant: that is a directory ID, a domain, organizations or common");
        }
        if (client.server() == null) return;
        var server = base(client.server());
        if (server == null || !isSafe(server)) {
            throw invalid(
                    "route-login-server",
                    client.server(),
                    "is no address of an authorisation server; write for example"
                            + " https://login.example.com");
        }
    }

    private static boolean isSafe(URI base) {
        return base.getScheme().equals("https") || LOOPBACK.contains(base.getHost());
    }

    private static void checkApi(
            String name, RouteSettings.Api api, RouteSecrets secrets, boolean tokens)
            throws Objection {
        var base = base(api.base());
        if (base == null) {
            throw invalid(
                    "route-api",
                    api.base(),
                    "is no address of an API; write for example https://api.example.com");
        }
        if (!isSafe(base)) {
            throw invalid(
                    "route-api-clear",
                    api.base(),
                    "cannot get a key: that travels inside TLS only");
        }
        if (secrets.key() == null && !tokens) {
            throw invalid("route-key", name, "needs the key of its API");
        }
    }

    /// Null for anything but a scheme, a host and perhaps a port.
    private static @Nullable URI base(String text) {
        try {
            var base = new URI(text);
            boolean http = "https".equals(base.getScheme()) || "http".equals(base.getScheme());
            boolean bare = base.getRawPath().isEmpty() && base.getRawQuery() == null;
            return http && bare && base.getHost() != null && base.getUserInfo() == null
                    ? base
                    : null;
        } catch (URISyntaxException _) {
            return null;
        }
    }

    private static void checkFirst(RouteSettings settings) throws Objection {
        boolean there =
                switch (settings.first()) {
                    case "smtp" -> settings.relay() != null;
                    case "api" -> settings.api() != null;
                    case "direct" -> settings.direct() != null;
                    default -> false;
                };
        if (there) return;
        throw invalid(
                "route-first",
                settings.first(),
                "is no way this route has; what it tries first is smtp or api");
    }

    private static void checkLimit(String field, int value, int most) throws Objection {
        if (value >= 1 && value <= most) return;
        throw invalid("route-limit", field, "lies between 1 and " + most, most);
    }

    private static void checkRate(String field, int value) throws Objection {
        if (value >= 0 && value <= MAX_RATE) return;
        throw invalid(
                "route-rate",
                field,
                "lies between 1 and " + MAX_RATE + ", or is 0 for no limit",
                MAX_RATE);
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

    private static List<Rung> ladder(RouteSettings.Relay relay) throws Objection {
        try {
            var ladder = RouteSettings.ladder(relay.ladder());
            if (!ladder.isEmpty()) return ladder;
        } catch (IllegalArgumentException unreadable) {
            // Said below.
        }
        throw invalid(
                "route-ports",
                relay.ladder(),
                "is no list of ports: 587, 2525 and 465 stand alone, any other needs its TLS, for"
                        + " example 8587/starttls or 8465/implicit");
    }

    private static Objection port25() {
        return new Objection(
                Kind.INVALID,
                "route-port-25",
                "25",
                "port 25 is for mail servers among themselves; a provider takes mail on 587, 465"
                        + " or 2525");
    }

    private static void checkClear(RouteSettings.Relay relay, int port, boolean loopback)
            throws Objection {
        if (relay.user() != null) {
            throw invalid(
                    "route-clear-login",
                    relay.host(),
                    "cannot get a password on port " + port + ": that travels inside TLS only",
                    port);
        }
        if (loopback) return;
        throw invalid(
                "route-clear",
                relay.host(),
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
