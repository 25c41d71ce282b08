package dev.facteur.route.oauth;

import dev.facteur.mail.Statement;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.NoToken;
import dev.facteur.route.Route;
import dev.facteur.route.Route.Way;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import dev.facteur.route.Saying;
import dev.facteur.route.oauth.Grant.Access;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The access tokens of all routes: renewed before they end, also when no mail goes, so that a
/// grant that holds no more is noticed before mail needs it. Then the route is parked, and says who
/// has to do what.
///
/// One renewal at a time a route; whoever comes meanwhile waits for what it brings.
public final class Grants implements AccessTokens, AutoCloseable {
    /// The word of `deliver.verdict.Reason` for a route that has to be authorised.
    public static final String NEEDED = "authorization-needed";

    private static final Logger LOG = LoggerFactory.getLogger(Grants.class);
    private static final Duration ROUND = Duration.ofMinutes(1);

    /// A token that ends sooner may end on its way.
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /// So many mails must not ask a server in trouble one after the other.
    private static final Duration REST = Duration.ofSeconds(20);

    /// What only a person can mend is looked at again so often, in case one did at the provider.
    private static final Duration LASTING_REST = Duration.ofHours(1);

    /// So long before a grant ends somebody is told.
    private static final Duration NOTICE = Duration.ofDays(3);

    private static final Duration DAY = Duration.ofDays(1);

    private final Routes routes;
    private final GrantStore store;
    private final TokenCalls calls;
    private final Clock clock;
    private final Rounds rounds;
    private final Map<Long, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<Key, Trouble> troubles = new ConcurrentHashMap<>();
    private final Map<Long, Instant> warned = new ConcurrentHashMap<>();

    private record Key(long route, Way way) {}

    /// @param client whose it is; another one starts anew
    private record Trouble(Route.Client client, NoToken why, Instant since, Instant last) {}

    private Grants(Routes routes, GrantStore store, Clock clock) {
        this.routes = routes;
        this.store = store;
        this.calls = new TokenCalls(clock);
        this.clock = clock;
        this.rounds = new Rounds("grants", this::round, clock);
    }

    /// Reads what there is; renews nothing before [#start].
    public static Grants open(Database database, Sealer sealer, Routes routes, Clock clock)
            throws StorageException {
        var store = new GrantStore(database, sealer);
        store.load();
        return new Grants(routes, store, clock);
    }

    public void start() {
        rounds.start();
    }

    /// What asks people for grants.
    public Authorizations authorizations(Surroundings world) {
        return new Authorizations(this, calls, world.random(), clock);
    }

    @Override
    public Secret of(Route route, Way way) throws NoToken {
        var now = clock.now();
        var known = access(route, way);
        if (known.isPresent() && isGood(known.get(), now)) return known.get().token();
        return renewed(route, way, access -> isGood(access, clock.now()));
    }

    @Override
    public Secret insteadOf(Secret refused, Route route, Way way) throws NoToken {
        return renewed(route, way, access -> !access.token().equals(refused));
    }

    private static boolean isGood(Access access, Instant now) {
        return now.plus(MARGIN).isBefore(access.until());
    }

    private Optional<Access> access(Route route, Way way) {
        return store.of(route).map(grant -> grant.access().get(way));
    }

    /// @param enough whether a token that somebody else has renewed meanwhile will do
    private Secret renewed(Route route, Way way, Predicate<Access> enough) throws NoToken {
        var lock = lock(route);
        lock.lock();
        try {
            var known = access(route, way);
            if (known.isPresent() && enough.test(known.get())) return known.get().token();
            var server =
                    LoginServer.of(route, calls)
                            .orElseThrow(() ->
                                    NoToken.lasting(Saying.TOKEN_NO_CLIENT.with(route.name())));
            refuseWhileResting(route, way, server.client());
            return ask(server, way);
        } finally {
            lock.unlock();
        }
    }

    private ReentrantLock lock(Route route) {
        return locks.computeIfAbsent(route.id(), _ -> new ReentrantLock());
    }

    private void refuseWhileResting(Route route, Way way, Route.Client client) throws NoToken {
        var trouble = troubles.get(new Key(route.id(), way));
        if (trouble == null || !trouble.client.equals(client)) return;
        var rest = trouble.why.lasting() ? LASTING_REST : REST;
        if (clock.now().isBefore(trouble.last.plus(rest))) throw trouble.why;
    }

    private Secret ask(LoginServer server, Way way) throws NoToken {
        var route = server.route();
        var grant = store.of(route).orElse(null);
        TokenAnswer answer;
        if (server.client().alone()) {
            answer = server.alone(way);
        } else {
            var refresh = grant == null ? null : grant.refresh();
            if (refresh == null) throw NoToken.lasting(Words.notGiven(route));
            answer = server.byRefreshToken(refresh, way);
        }
        return switch (answer) {
            case TokenAnswer.Given given -> {
                keep(server, way, grant == null ? fresh(server) : grant, given);
                yield given.access();
            }
            case TokenAnswer.Refused refused ->
                    throw troubled(server, way, NoToken.lasting(Words.refused(route, refused)));
            case TokenAnswer.Failed(var sentence) ->
                    throw troubled(server, way, NoToken.forNow(Words.failed(route, sentence)));
        };
    }

    private Grant fresh(LoginServer server) {
        var client = server.client();
        var now = clock.now();
        return new Grant(client.id(), client.tenant(), "", null, Map.of(), now, now, null);
    }

    private NoToken troubled(LoginServer server, Way way, NoToken why) {
        var now = clock.now();
        var key = new Key(server.route().id(), way);
        var before = troubles.get(key);
        if (before == null || !before.client.equals(server.client())) {
            before = null;
            LOG.atWarn()
                    .addKeyValue("route", server.route().name())
                    .addKeyValue("why", why.sentence())
                    .log("no access token");
        }
        var since = before == null ? now : before.since;
        var trouble = new Trouble(server.client(), why, since, now);
        for (var served : server.served(way)) {
            troubles.put(new Key(server.route().id(), served), trouble);
        }
        return why;
    }

    private void keep(LoginServer server, Way way, Grant before, TokenAnswer.Given given) {
        var now = clock.now();
        var access = new Access(given.access(), now, now.plus(given.life()));
        var tokens = new EnumMap<Way, Access>(Way.class);
        for (var served : server.served(way)) {
            tokens.put(served, access);
            troubles.remove(new Key(server.route().id(), served));
        }
        try {
            store.keep(server.route(), before.with(tokens, given, now));
        } catch (StorageException unstored) {
            LOG.atError()
                    .addKeyValue("route", server.route().name())
                    .addKeyValue("reason", unstored.getMessage())
                    .log("a renewed authorisation could not be stored; it holds until the end");
        }
    }

    /// Somebody has agreed: what was granted replaces what there was.
    ///
    /// @param way the one that the token is for
    Standing accept(LoginServer server, Way way, TokenAnswer.Given given) throws StorageException {
        var route = server.route();
        for (var each : Way.values()) troubles.remove(new Key(route.id(), each));
        warned.remove(route.id());
        var lock = lock(route);
        lock.lock();
        try {
            keep(server, way, fresh(server), given);
        } finally {
            lock.unlock();
        }
        for (var other : server.ways()) {
            try {
                of(route, other);
            } catch (NoToken known) {
                // It is part of the standing.
            }
        }
        routes.unpark(route.id());
        return standing(route);
    }

    /// Tokens for a client in its own right, whom nobody has to ask.
    Standing alone(LoginServer server) throws NoToken, StorageException {
        var route = server.route();
        for (var way : Way.values()) troubles.remove(new Key(route.id(), way));
        for (var way : server.ways()) insteadOf(new Secret(""), route, way);
        routes.unpark(route.id());
        return standing(route);
    }

    /// How a route's authorisation stands; null for one that needs none.
    public @Nullable Standing standingOf(Route route) {
        return LoginServer.of(route, calls).isPresent() ? standing(route) : null;
    }

    private Standing standing(Route route) {
        var now = clock.now();
        var grant = store.of(route).orElse(null);
        var trouble = troubles.get(new Key(route.id(), route.first()));
        var why = trouble == null ? null : trouble.why.sentence();
        var since = trouble == null ? null : trouble.since;
        if (grant == null) return new Standing(false, "", null, null, null, false, why, since);
        var ends = end(route, grant);
        boolean soon = ends != null && now.plus(NOTICE).isAfter(ends);
        return new Standing(
                true, grant.account(), grant.given(), grant.renewed(), ends, soon, why, since);
    }

    /// What the provider said, or what it documents of grants that nobody uses.
    private @Nullable Instant end(Route route, Grant grant) {
        if (grant.refresh() == null || grant.ends() != null) return grant.ends();
        return LoginServer.of(route, calls)
                .flatMap(server -> Optional.ofNullable(server.documented().idleDays()))
                .map(days -> grant.renewed().plus(Duration.ofDays(days)))
                .orElse(null);
    }

    private Duration round() {
        for (var state : routes.all()) {
            if (state.route().client() == null) continue;
            LoginServer.of(state.route(), calls).ifPresent(server -> tend(server, state));
            warn(state.route());
        }
        return ROUND;
    }

    private void tend(LoginServer server, RouteState state) {
        var route = state.route();
        if (!server.client().alone() && store.of(route).isEmpty()) return;
        for (var way : server.ways()) {
            var due = access(route, way).map(Access::due).orElse(Instant.EPOCH);
            if (clock.now().isBefore(due)) continue;
            try {
                renewed(route, way, access -> clock.now().isBefore(access.due()));
                release(state);
            } catch (NoToken no) {
                if (no.lasting() && way == route.first()) park(state, no.statement());
            }
        }
    }

    private void park(RouteState state, Statement why) {
        try {
            routes.park(state.route().id(), why, NEEDED);
        } catch (StorageException later) {
            LOG.atError()
                    .addKeyValue("route", state.route().name())
                    .addKeyValue("reason", later.getMessage())
                    .log("the route's state could not be stored");
        }
    }

    private void release(RouteState state) {
        var parked = state.parked();
        if (parked == null || !NEEDED.equals(parked.reason())) return;
        try {
            routes.unpark(state.route().id());
        } catch (StorageException later) {
            LOG.atError()
                    .addKeyValue("route", state.route().name())
                    .addKeyValue("reason", later.getMessage())
                    .log("the route's state could not be stored");
        }
    }

    private void warn(Route route) {
        var standing = standing(route);
        var now = clock.now();
        var last = warned.getOrDefault(route.id(), Instant.EPOCH);
        if (!standing.endsSoon() || now.isBefore(last.plus(DAY))) return;
        warned.put(route.id(), now);
        LOG.atWarn()
                .addKeyValue("route", route.name())
                .addKeyValue("ends", standing.ends())
                .log("an authorisation ends soon; run facteur route authorize " + route.name());
    }

    @Override
    public void close() {
        rounds.close();
    }
}
