package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Role;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.mail.Statement;
import dev.facteur.platform.http.Operation;
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

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/providers", Role.VIEWER, "List providers")
                        .answers(200, Presets.class),
                this::providers);
        operations.add(
                Operation.get("/v1/routes", Role.VIEWER, "List routes")
                        .query("lang")
                        .answers(200, Listing.class),
                this::list);
        operations.add(
                Operation.post("/v1/routes", Role.OPERATOR, "Add a route")
                        .takes(RouteWanted.class)
                        .answers(201, View.class)
                        .refuses(404, 409),
                this::add);
        operations.add(
                Operation.get("/v1/routes/{name}", Role.VIEWER, "A route")
                        .query("lang")
                        .answers(200, View.class),
                this::show);
        operations.add(
                Operation.patch("/v1/routes/{name}", Role.OPERATOR, "Change a route")
                        .takes(RouteWanted.class)
                        .answers(200, View.class)
                        .needsTag()
                        .refuses(409),
                this::change);
        operations.add(
                Operation.delete("/v1/routes/{name}", Role.OPERATOR, "Remove a route")
                        .answers(204)
                        .heedsTag()
                        .refuses(409),
                this::remove);
        operations.add(
                Operation.put("/v1/default-routes", Role.OPERATOR, "Order the default routes")
                        .takes(Order.class)
                        .answers(200, Listing.class)
                        .needsTag()
                        .refuses(404),
                this::makeDefault);
        operations.add(
                Operation.post(
                                "/v1/routes/{name}/unpark",
                                Role.OPERATOR,
                                "Let a parked route go on")
                        .answers(200, View.class)
                        .refuses(409),
                this::unpark);
        operations.add(
                Operation.post("/v1/routes/{name}/check", Role.OPERATOR, "Try a route")
                        .query("to", "lang")
                        .answers(200, Checked.class)
                        .refuses(422),
                this::check);
    }

    private void list(Context context) {
        var texts = Language.texts(context);
        var all = new Listing(routes.all().stream().map(state -> view(state, texts)).toList());
        EntityTag.answer(context, all, order());
    }

    /// What `/v1/default-routes` changes.
    private List<State> order() {
        return routes.all().stream().map(State::of).toList();
    }

    /// What can be changed in a route.
    private record State(
            String name, boolean isDefault, @Nullable Integer place, RouteSettings settings) {
        static State of(RouteState state) {
            return new State(
                    state.route().name(),
                    state.isDefault(),
                    state.place(),
                    RouteSettings.of(state.route()));
        }
    }

    private void add(Context context) throws Exception {
        var wanted = Asked.body(context, RouteWanted.class);
        var name = Asked.required(wanted.name(), "name");
        var made = made(wanted);
        var settings = wanted.over(made.settings());
        var state = routes.add(name, settings, made.secrets(), wanted.place());
        context.status(201).json(view(state, Language.texts(context)));
    }

    private static Provider.Made made(RouteWanted wanted) throws Objection {
        if (wanted.provider() != null) {
            return Providers.named(wanted.provider()).route(wanted.account(wanted.region()));
        }
        if (wanted.client() != null) throw withoutClient(Asked.required(wanted.name(), "name"));
        if (Boolean.TRUE.equals(wanted.direct())) {
            return new Provider.Made(RouteSettings.toRecipients(), RouteSecrets.NONE);
        }
        var host = Asked.required(wanted.host(), "host");
        return new Provider.Made(RouteSettings.usual(host), wanted.secrets());
    }

    private void providers(Context context) {
        context.json(new Presets(Providers.all()));
    }

    private void change(Context context) throws Exception {
        var wanted = Asked.body(context, RouteWanted.class);
        var known = routes.named(context.pathParam("name"));
        EntityTag.require(context, State.of(known));
        var before = known.route();
        if (wanted.name() != null && !wanted.name().equals(before.name())) {
            throw new Objection(
                    Kind.INVALID, "route-rename", before.name(), "a route keeps its name");
        }
        if (wanted.client() != null && before.client() == null) throw withoutClient(before.name());
        var settings = wanted.over(RouteSettings.of(before));
        var secrets = secrets(wanted, before);
        var changed = routes.change(before.name(), settings, secrets, wanted.place());
        answer(context, changed);
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
    private static RouteSecrets secrets(RouteWanted wanted, Route before) throws Objection {
        var account = before.account();
        if (account == null || before.client() != null) return wanted.secrets();
        var known = Providers.find(account.provider());
        if (known.isEmpty()) return wanted.secrets();
        return known.get().secrets(wanted.account(null), account.region());
    }

    private void show(Context context) throws Exception {
        answer(context, routes.named(context.pathParam("name")));
    }

    private void answer(Context context, RouteState state) {
        EntityTag.answer(context, view(state, Language.texts(context)), State.of(state));
    }

    private void remove(Context context) throws Exception {
        var name = context.pathParam("name");
        EntityTag.check(context, State.of(routes.named(name)));
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
        var order = Asked.body(context, Order.class).routes();
        if (order == null || order.isEmpty()) {
            throw new Objection(Kind.INVALID, "member-missing", "routes", "\"routes\" is missing");
        }
        EntityTag.require(context, order());
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
        var texts = Language.texts(context);
        context.json(domain == null ? checked(route, texts) : destination(route, domain, texts));
    }

    private Checked checked(Route route, FindingTexts texts) throws InterruptedException {
        var report = check.check(route);
        var account = report.account();
        return new Checked(
                report.way(),
                report.tookMillis(),
                all(report.passedOver(), texts),
                Language.told(report.trouble(), texts),
                report.reason(),
                all(report.advice(), texts),
                account,
                account == null ? List.of() : domains.unverified(route.id(), account));
    }

    private static List<String> all(List<Statement> statements, FindingTexts texts) {
        return statements.stream().map(texts::told).toList();
    }

    /// The servers of a recipient's domain, see [RouteCheck.Destination].
    record Destination(String domain, List<Server> servers, @Nullable String trouble) {
        record Server(
                String host, RouteCheck.Demand demand, String tls, @Nullable String trouble) {}

        static Destination of(RouteCheck.Destination found, FindingTexts texts) {
            var servers =
                    found.servers().stream()
                            .map(one ->
                                    new Server(
                                            one.host(),
                                            one.demand(),
                                            one.tls(),
                                            Language.told(one.trouble(), texts)))
                            .toList();
            return new Destination(found.domain(), servers, Language.told(found.trouble(), texts));
        }
    }

    private Destination destination(Route route, String domain, FindingTexts texts)
            throws Exception {
        return check.destination(route, domain)
                .map(found -> Destination.of(found, texts))
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
        context.json(view(routes.unpark(context.pathParam("name")), Language.texts(context)));
    }

    private View view(RouteState state, FindingTexts texts) {
        var parked = state.parked();
        var notice = check.notice(state.route());
        return new View(
                state.route().name(),
                state.isDefault(),
                state.place(),
                RouteSettings.of(state.route()),
                parked == null ? null : parked.at(),
                parked == null ? null : texts.told(parked.statement()),
                parked == null ? null : parked.reason(),
                grants.standingOf(state.route()),
                notice == null ? null : texts.told(notice.statement()),
                notice == null ? null : notice.reason());
    }
}
