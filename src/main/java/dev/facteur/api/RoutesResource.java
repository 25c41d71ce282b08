package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.secret.Secret;
import dev.facteur.report.QueueShape;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.Provider;
import dev.facteur.route.Providers;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.RouteSecrets;
import dev.facteur.route.RouteSettings;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import dev.facteur.route.oauth.Grants;
import dev.facteur.route.oauth.Standing;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/routes`: the ways out. A route's secrets go in and never come out.
final class RoutesResource {
    private final Routes routes;
    private final QueueShape shape;
    private final RouteCheck check;
    private final SenderDomains domains;
    private final Grants grants;

    RoutesResource(
            Routes routes,
            QueueShape shape,
            RouteCheck check,
            SenderDomains domains,
            Grants grants) {
        this.grants = grants;
        this.routes = routes;
        this.shape = shape;
        this.check = check;
        this.domains = domains;
    }

    /// @param place in the order of routes for sites that choose none; null when it is not in it
    /// @param parkedAt null when all is well
    /// @param parkedReason a word that does not change, for programs; null when there is none
    /// @param authorization how it stands; null for a route that needs none
    /// @param notice what stands in the way of all its mail, as far as is known; null when nothing
    /// @param noticeReason a word for it that does not change; null when there is none
    record View(
            String name,
            boolean isDefault,
            @Nullable Integer place,
            RouteSettings settings,
            @Nullable Instant parkedAt,
            @Nullable String parkedWhy,
            @Nullable String parkedReason,
            @Nullable Standing authorization,
            @Nullable String notice,
            @Nullable String noticeReason) {}

    record Listing(List<View> routes) {}

    record Presets(List<Provider> providers) {}

    /// What is null takes its default in a new route, and stays in one that is changed.
    ///
    /// @param provider the id of a preset, which says all that an account there has in common; only
    ///   for a new route
    /// @param region the provider's; null for the usual one
    /// @param user `""` takes the login away
    /// @param apiUser the public part of the API's credential
    /// @param key of the API; where the provider has one secret for both, the password as well
    /// @param api the API's address, where it is another one than the provider's
    /// @param first `smtp` or `api`
    /// @param client what the provider's authorisation server calls us; then the account needs no
    ///   password and no key, but has to be authorised
    /// @param tenant whose accounts log in there
    /// @param loginServer the authorisation server's address, where it is another one than the
    ///   provider's
    /// @param alone whether the client acts in its own right
    /// @param only the one way that tokens are asked for, in a new route; null for all there are
    /// @param direct true makes a new route go to the recipients' own servers
    /// @param hello how such a route introduces itself; `""` for the gateway's name
    /// @param sources IP addresses such a route calls from; none for the system's choice
    /// @param perDestination connections to one mail server at once
    /// @param ca `""` goes back to the system's authorities
    /// @param isDefault true makes it the only default route
    /// @param isFallback true puts it behind the default routes that are there
    record Wanted(
            @Nullable String name,
            @Nullable String provider,
            @Nullable String region,
            @Nullable String host,
            @Nullable String ladder,
            @Nullable String user,
            @Nullable String password,
            @Nullable String ca,
            @Nullable String apiUser,
            @Nullable String key,
            @Nullable String api,
            @Nullable String first,
            @Nullable String client,
            @Nullable String clientSecret,
            @Nullable String tenant,
            @Nullable String loginServer,
            @Nullable Boolean alone,
            @Nullable String only,
            @Nullable Boolean direct,
            @Nullable String hello,
            @Nullable List<String> sources,
            @Nullable Integer perDestination,
            @Nullable Integer connections,
            @Nullable Integer mailsPerConnection,
            @Nullable Integer recipientsPerMail,
            @Nullable Integer idleSeconds,
            @Nullable Integer perSecond,
            @Nullable Integer perMinute,
            @Nullable Integer perDay,
            @Nullable Boolean signs,
            @Nullable String uncertain,
            @Nullable Boolean isDefault,
            @Nullable Boolean isFallback) {

        private RouteSettings over(RouteSettings before) throws Objection {
            return new RouteSettings(
                    before.account(),
                    relay(before.relay()),
                    api(before),
                    client(before.client()),
                    direct(before.direct()),
                    or(first, before.first()),
                    or(connections, before.connections()),
                    or(mailsPerConnection, before.mailsPerConnection()),
                    or(recipientsPerMail, before.recipientsPerMail()),
                    or(idleSeconds, before.idleSeconds()),
                    or(perSecond, before.perSecond()),
                    or(perMinute, before.perMinute()),
                    or(perDay, before.perDay()),
                    or(signs, before.signs()),
                    or(uncertain, before.uncertain()));
        }

        private RouteSettings.@Nullable Relay relay(RouteSettings.@Nullable Relay before) {
            if (before == null) {
                return host == null ? null : relay(RouteSettings.usual(host).relay());
            }
            return new RouteSettings.Relay(
                    or(host, before.host()),
                    or(ladder, before.ladder()),
                    orNone(user, before.user()),
                    orNone(ca, before.ca()));
        }

        /// A key that an account gets later opens its provider's API.
        private RouteSettings.@Nullable Api api(RouteSettings before) throws Objection {
            var known = before.api();
            if (known == null) known = opened(before.account());
            if (known == null) return null;
            return new RouteSettings.Api(or(api, known.base()), or(apiUser, known.user()));
        }

        private RouteSettings.@Nullable Api opened(Route.@Nullable Account at) throws Objection {
            if (at == null || key == null) return null;
            var preset = Providers.find(at.provider());
            return preset.isEmpty() ? null : preset.get().api(account(at.region()), at.region());
        }

        private RouteSettings.@Nullable Client client(RouteSettings.@Nullable Client before) {
            if (before == null) return null;
            return new RouteSettings.Client(
                    or(client, before.id()),
                    or(tenant, before.tenant()),
                    orNone(loginServer, before.server()),
                    or(alone, before.alone()));
        }

        private RouteSettings.@Nullable Direct direct(RouteSettings.@Nullable Direct before) {
            if (before == null) return null;
            return new RouteSettings.Direct(
                    or(hello, before.hello()),
                    or(sources, before.sources()),
                    or(perDestination, before.perDestination()));
        }

        private static <T> T or(@Nullable T value, T otherwise) {
            return value == null ? otherwise : value;
        }

        private static @Nullable String orNone(@Nullable String value, @Nullable String before) {
            if (value == null) return before;
            return value.isEmpty() ? null : value;
        }

        private Provider.Account account(@Nullable String region) throws Objection {
            var asking = client == null ? null : asking(client);
            return new Provider.Account(
                    region, user, secret(password), apiUser, secret(key), asking);
        }

        private Provider.Client asking(String id) throws Objection {
            return new Provider.Client(
                    id,
                    secret(clientSecret),
                    tenant,
                    loginServer,
                    Boolean.TRUE.equals(alone),
                    only == null ? null : way(only));
        }

        private static Route.Way way(String word) throws Objection {
            for (var way : Route.Way.values()) {
                if (way.word().equals(word)) return way;
            }
            throw new Objection(
                    Kind.INVALID, "route-only", word, word + " is no way; it is smtp or api");
        }

        private RouteSecrets secrets() {
            return new RouteSecrets(secret(password), secret(key), secret(clientSecret));
        }

        private static @Nullable Secret secret(@Nullable String text) {
            return text == null || text.isEmpty() ? null : new Secret(text);
        }

        private Routes.Place place() {
            if (Boolean.TRUE.equals(isDefault)) return Routes.Place.ALONE;
            return Boolean.TRUE.equals(isFallback) ? Routes.Place.LAST : Routes.Place.AS_IT_IS;
        }

        /// Never prints a secret.
        @Override
        public String toString() {
            return name + " " + provider + " " + host;
        }
    }

    void install(RoutesConfig config, Operators operators) {
        config.get("/v1/providers", operators.only(this::providers));
        config.get("/v1/routes", operators.only(this::list));
        config.post("/v1/routes", operators.only(this::add));
        config.get("/v1/routes/{name}", operators.only(this::show));
        config.patch("/v1/routes/{name}", operators.only(this::change));
        config.delete("/v1/routes/{name}", operators.only(this::remove));
        config.put("/v1/default-routes", operators.only(this::makeDefault));
        config.post("/v1/routes/{name}/unpark", operators.only(this::unpark));
        config.post("/v1/routes/{name}/check", operators.only(this::check));
    }

    private void list(Context context) {
        context.json(new Listing(routes.all().stream().map(this::view).toList()));
    }

    private void add(Context context) throws Exception {
        var wanted = Operators.body(context, Wanted.class);
        var name = Operators.required(wanted.name(), "name");
        var made = made(wanted);
        var settings = wanted.over(made.settings());
        var state = routes.add(name, settings, made.secrets(), wanted.place());
        context.status(201).json(view(state));
    }

    private static Provider.Made made(Wanted wanted) throws Objection {
        if (wanted.provider() != null) {
            return Providers.named(wanted.provider()).route(wanted.account(wanted.region()));
        }
        if (wanted.client() != null) throw withoutClient(Operators.required(wanted.name(), "name"));
        if (Boolean.TRUE.equals(wanted.direct())) {
            return new Provider.Made(RouteSettings.toRecipients(), RouteSecrets.NONE);
        }
        var host = Operators.required(wanted.host(), "host");
        return new Provider.Made(RouteSettings.usual(host), wanted.secrets());
    }

    private void providers(Context context) {
        context.json(new Presets(Providers.all()));
    }

    private void change(Context context) throws Exception {
        var wanted = Operators.body(context, Wanted.class);
        var before = routes.named(context.pathParam("name")).route();
        if (wanted.name() != null && !wanted.name().equals(before.name())) {
            throw new Objection(
                    Kind.INVALID, "route-rename", before.name(), "a route keeps its name");
        }
        if (wanted.client() != null && before.client() == null) throw withoutClient(before.name());
        var settings = wanted.over(RouteSettings.of(before));
        var secrets = secrets(wanted, before);
        context.json(view(routes.change(before.name(), settings, secrets, wanted.place())));
    }

    /// The scopes and addresses that a client needs are the provider's, so it comes with one.
    private static Objection withoutClient(String name) {
        return new Objection(
                Kind.INVALID,
                "route-no-client",
                name,
                name
                        + " logs in with a password or key; for access tokens add another route,"
                        + " with --provider and --client");
    }

    /// Where one secret serves both ways, a new one does.
    private static RouteSecrets secrets(Wanted wanted, Route before) throws Objection {
        var account = before.account();
        if (account == null || before.client() != null) return wanted.secrets();
        var known = Providers.find(account.provider());
        if (known.isEmpty()) return wanted.secrets();
        return known.get().secrets(wanted.account(null), account.region());
    }

    private void show(Context context) throws Exception {
        context.json(view(routes.named(context.pathParam("name"))));
    }

    private void remove(Context context) throws Exception {
        var name = context.pathParam("name");
        if (routes.all().size() == 1) refuseWithMail(name);
        routes.remove(name);
        context.status(204);
    }

    /// All mail waits for the last route; another one has none unless it was chosen for a site.
    private void refuseWithMail(String name) throws Objection {
        int waiting = shape.open();
        if (waiting == 0) return;
        throw new Objection(
                Kind.CONFLICT,
                "route-has-mail",
                name,
                "recipients that wait for "
                        + name
                        + ": "
                        + waiting
                        + "; change it with facteur route set "
                        + name
                        + ", or add the one to take its place: facteur route add NAME --host HOST"
                        + " --default",
                waiting);
    }

    /// Their order, the one to prefer first.
    record Order(@Nullable List<String> routes) {}

    private void makeDefault(Context context) throws Exception {
        var order = Operators.body(context, Order.class).routes();
        if (order == null || order.isEmpty()) {
            throw new Objection(Kind.INVALID, "member-missing", "routes", "\"routes\" is missing");
        }
        routes.makeDefault(order);
        list(context);
    }

    /// What a check found.
    ///
    /// @param unverified domains whose mail leaves by this route and that its account does not know
    ///   as verified
    record Checked(
            @Nullable String way,
            long tookMillis,
            List<String> passedOver,
            @Nullable String trouble,
            @Nullable String reason,
            List<String> advice,
            @Nullable AccountStanding account,
            List<SenderDomains.Unverified> unverified) {}

    private void check(Context context) throws Exception {
        var route = routes.named(context.pathParam("name")).route();
        var domain = context.queryParam("to");
        context.json(domain == null ? checked(route) : destination(route, domain));
    }

    private Checked checked(Route route) throws InterruptedException {
        var report = check.check(route);
        var account = report.account();
        return new Checked(
                report.way(),
                report.tookMillis(),
                report.passedOver(),
                report.trouble(),
                report.reason(),
                report.advice(),
                account,
                account == null ? List.of() : domains.unverified(route.id(), account));
    }

    private RouteCheck.Destination destination(Route route, String domain) throws Exception {
        return check.destination(route, domain)
                .orElseThrow(() ->
                        new Objection(
                                Kind.INVALID,
                                "route-not-direct",
                                route.name(),
                                "the route “"
                                        + route.name()
                                        + "” leads to a provider, who alone knows the servers of a"
                                        + " domain"));
    }

    private void unpark(Context context) throws Exception {
        context.json(view(routes.unpark(context.pathParam("name"))));
    }

    private View view(RouteState state) {
        var parked = state.parked();
        var notice = check.notice(state.route());
        return new View(
                state.route().name(),
                state.isDefault(),
                state.place(),
                RouteSettings.of(state.route()),
                parked == null ? null : parked.at(),
                parked == null ? null : parked.why(),
                parked == null ? null : parked.reason(),
                grants.standingOf(state.route()),
                notice == null ? null : notice.sentence(),
                notice == null ? null : notice.reason());
    }
}
