package dev.facteur.route;

import dev.facteur.route.Route.Way;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// A route as it is written down, in the database and in the API: everything but its secrets.
///
/// @param account at which provider; null for a server of one's own
/// @param relay the server, null when only the API is used
/// @param api the provider's API, null when only SMTP is used
/// @param client as whom access tokens are asked for; null for an account with passwords and keys
/// @param direct the way to the recipients' own servers; null for all other routes
/// @param first `smtp`, `api` or `direct`
/// @param uncertain `retry` or `hold`
public record RouteSettings(
        Route.@Nullable Account account,
        @Nullable Relay relay,
        @Nullable Api api,
        @Nullable Client client,
        @Nullable Direct direct,
        String first,
        int connections,
        int mailsPerConnection,
        int recipientsPerMail,
        int idleSeconds,
        int perSecond,
        int perMinute,
        int perDay,
        boolean signs,
        String uncertain) {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    /// @param ladder `587/starttls,465/implicit,2525/starttls`
    /// @param user null for a server that asks for no login; `{password}` where the password is the
    ///   user name as well, which must not be seen either
    /// @param ca PEM file with the authorities to trust; null for the system's
    public record Relay(String host, String ladder, @Nullable String user, @Nullable String ca) {
        static final String USER_IS_PASSWORD = "{password}";

        static Relay of(Route.Relay relay) {
            var login = relay.login();
            var caFile = relay.caFile();
            return new Relay(
                    relay.host(),
                    ladderText(relay.ladder()),
                    login == null ? null : user(login),
                    caFile == null ? null : caFile.toString());
        }

        private static String user(Route.Login login) {
            return switch (login.proof()) {
                case Route.Proof.Kept(var password) when login.user().equals(password.reveal()) ->
                        USER_IS_PASSWORD;
                case Route.Proof.Kept _, Route.Proof.Token _ -> login.user();
            };
        }

        private Route.@Nullable Login login(RouteSecrets secrets, boolean token) {
            if (user == null) return null;
            var password = secrets.password();
            if (token && password == null) return new Route.Login(user, new Route.Proof.Token());
            if (password == null) return null;
            return new Route.Login(
                    user.equals(USER_IS_PASSWORD) ? password.reveal() : user, password);
        }
    }

    /// @param base `https://api.example.com`
    /// @param user the public part of the credential; `""` where there is none
    public record Api(String base, String user) {}

    /// @param id what the authorisation server calls us
    /// @param tenant `""` where the provider has one place for all
    /// @param server `https://login.example.com`; null for the provider's own
    /// @param alone whether it acts in its own right
    public record Client(String id, String tenant, @Nullable String server, boolean alone) {
        private static @Nullable Client of(Route.@Nullable Client client) {
            if (client == null) return null;
            var server = client.server();
            return new Client(
                    client.id(),
                    client.tenant(),
                    server == null ? null : server.toString(),
                    client.alone());
        }

        private Route.Client client(RouteSecrets secrets) {
            return new Route.Client(
                    id,
                    secrets.client(),
                    tenant,
                    server == null ? null : URI.create(server),
                    alone);
        }
    }

    /// @param hello `""` for the gateway's name
    /// @param sources IP addresses as people write them
    public record Direct(String hello, List<String> sources, int perDestination) {
        public Direct {
            sources = List.copyOf(sources);
        }

        static Direct of(Route.Direct direct) {
            return new Direct(
                    direct.hello(),
                    direct.sources().stream().map(InetAddress::getHostAddress).toList(),
                    direct.perDestination());
        }

        private Route.Direct direct() {
            return new Route.Direct(
                    hello, sources.stream().map(InetAddress::ofLiteral).toList(), perDestination);
        }
    }

    /// A route to the recipients' own servers, with limits that suit servers of strangers.
    public static RouteSettings toRecipients() {
        var limits = Route.Limits.of(100, 100, 100, Duration.ofSeconds(10));
        return settings(null, null, null, null, new Direct("", List.of(), 20), limits);
    }

    /// What a server gets of which nothing else is said.
    public static RouteSettings usual(String host) {
        return server(host, ladderText(Rung.DEFAULT_LADDER), null, null);
    }

    /// A server of one's own, with the usual limits.
    public static RouteSettings server(
            String host, String ladder, @Nullable String user, @Nullable String ca) {
        return account(null, new Relay(host, ladder, user, ca), null, null);
    }

    /// An account at a provider, or a server, with the usual limits.
    static RouteSettings account(
            Route.@Nullable Account account,
            @Nullable Relay relay,
            @Nullable Api api,
            @Nullable Client client) {
        return settings(account, relay, api, client, null, Route.Limits.DEFAULT);
    }

    private static RouteSettings settings(
            Route.@Nullable Account account,
            @Nullable Relay relay,
            @Nullable Api api,
            @Nullable Client client,
            @Nullable Direct direct,
            Route.Limits limits) {
        var first = relay != null ? Way.SMTP : api != null ? Way.API : Way.DIRECT;
        return new RouteSettings(
                account,
                relay,
                api,
                client,
                direct,
                first.word(),
                limits.connections(),
                limits.mailsPerConnection(),
                limits.recipientsPerMail(),
                (int) limits.idle().toSeconds(),
                limits.perSecond(),
                limits.perMinute(),
                limits.perDay(),
                true,
                Route.UncertainPolicy.RETRY.word());
    }

    /// The same but for the word of its policy.
    public RouteSettings uncertain(String word) {
        return new RouteSettings(
                account,
                relay,
                api,
                client,
                direct,
                first,
                connections,
                mailsPerConnection,
                recipientsPerMail,
                idleSeconds,
                perSecond,
                perMinute,
                perDay,
                signs,
                word);
    }

    /// Reads [#text] back.
    static RouteSettings of(String text) {
        return JSON.readValue(text, RouteSettings.class);
    }

    /// The form in the database.
    String text() {
        return JSON.writeValueAsString(this);
    }

    public static RouteSettings of(Route route) {
        var relay = route.relay();
        var api = route.api();
        var direct = route.direct();
        return new RouteSettings(
                route.account(),
                relay == null ? null : Relay.of(relay),
                api == null ? null : new Api(api.base().toString(), api.user()),
                Client.of(route.client()),
                direct == null ? null : Direct.of(direct),
                route.first().word(),
                route.limits().connections(),
                route.limits().mailsPerConnection(),
                route.limits().recipientsPerMail(),
                (int) route.limits().idle().toSeconds(),
                route.limits().perSecond(),
                route.limits().perMinute(),
                route.limits().perDay(),
                route.signs(),
                route.uncertain().word());
    }

    /// The route these settings describe; [RouteRules] has checked them.
    Route route(long id, String name, RouteSecrets secrets) {
        var limits =
                new Route.Limits(
                        connections,
                        mailsPerConnection,
                        recipientsPerMail,
                        Duration.ofSeconds(idleSeconds),
                        perSecond,
                        perMinute,
                        perDay);
        return new Route(
                id,
                name,
                account,
                relay == null ? null : relay(relay, secrets, client != null),
                api == null ? null : api(api, secrets, client != null),
                client == null ? null : client.client(secrets),
                direct == null ? null : direct.direct(),
                Way.of(first),
                limits,
                signs,
                Route.UncertainPolicy.of(uncertain));
    }

    private static Route.Relay relay(Relay relay, RouteSecrets secrets, boolean token) {
        return new Route.Relay(
                relay.host(),
                ladder(relay.ladder()),
                relay.login(secrets, token),
                relay.ca() == null ? null : Path.of(relay.ca()));
    }

    private static Route.@Nullable Api api(Api api, RouteSecrets secrets, boolean token) {
        var key = secrets.key();
        if (token && key == null) {
            return new Route.Api(URI.create(api.base()), api.user(), new Route.Proof.Token());
        }
        return key == null ? null : new Route.Api(URI.create(api.base()), api.user(), key);
    }

    static List<Rung> ladder(String text) {
        var rungs = new ArrayList<Rung>();
        for (var rung : text.split(",")) {
            if (!rung.isBlank()) rungs.add(Rung.of(rung.strip()));
        }
        return rungs;
    }

    public static String ladderText(List<Rung> ladder) {
        return String.join(",", ladder.stream().map(Rung::toString).toList());
    }
}
