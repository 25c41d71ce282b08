package dev.facteur.route;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Site;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Committer;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import dev.facteur.platform.db.Work;
import dev.facteur.platform.secret.Sealer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The configured ways out. Questions are answered from memory; changes return when they are
/// durable. Safe for use by many threads.
public final class Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final int MAX_WHY = 1_000;

    private final Jdbi reads;
    private final Committer committer;
    private final Sealer sealer;
    private final Clock clock;
    private volatile RouteTable table = RouteTable.EMPTY;
    private volatile Runnable whenChanged = () -> {};

    public Routes(Database database, Sealer sealer, Clock clock) {
        this.reads = database.reads();
        this.committer = database.committer();
        this.sealer = sealer;
        this.clock = clock;
    }

    /// Reads everything anew; needed once, at the start.
    public synchronized void load() throws StorageException {
        try {
            table = RouteTable.read(reads, sealer);
        } catch (JdbiException failure) {
            throw unreadable(failure);
        }
    }

    private static StorageException unreadable(JdbiException failure) {
        return new StorageException(
                "the routes cannot be read: " + failure.getMessage(), false, failure);
    }

    /// Calls `listener` after each change, on the thread that made it.
    public void onChange(Runnable listener) {
        whenChanged = listener;
    }

    /// The way out of a site's stream: the one chosen for it, else the default. A parked one is
    /// still the one.
    public Optional<Route> forLane(long siteId, Stream stream) {
        return stateForLane(siteId, stream).map(RouteState::route);
    }

    public Optional<RouteState> stateForLane(long siteId, Stream stream) {
        return table.forLane(siteId, stream);
    }

    public Optional<RouteState> state(long routeId) {
        return table.byId(routeId);
    }

    /// All routes, by name.
    public List<RouteState> all() {
        return table.states();
    }

    /// How many wait for somebody to act.
    public int parked() {
        return (int) table.states().stream().filter(state -> state.parked() != null).count();
    }

    /// Holds a route's mail back: its account needs somebody's attention. Parking a parked route
    /// changes nothing, so the first reason stands.
    public void park(long routeId, String why) throws StorageException {
        var now = clock.now();
        var reason = why.length() > MAX_WHY ? why.substring(0, MAX_WHY) : why;
        int parked =
                commit(work ->
                        work.update(
                                "UPDATE route SET parked_at = ?, parked_why = ?"
                                        + " WHERE id = ? AND parked_at IS NULL",
                                now,
                                reason,
                                routeId));
        if (parked == 1) {
            LOG.atWarn()
                    .addKeyValue("route", name(routeId))
                    .addKeyValue("why", reason)
                    .log("a route is parked; its mail waits until somebody acts");
        }
    }

    /// Lets a route's mail go again, because an attempt succeeded.
    public void unpark(long routeId) throws StorageException {
        int released = commit(work -> release(work, routeId));
        if (released == 1) LOG.atInfo().addKeyValue("route", name(routeId)).log("a route goes on");
    }

    private String name(long routeId) {
        return state(routeId).map(state -> state.route().name()).orElse("");
    }

    private static int release(Transaction work, long routeId) throws SQLException {
        return work.update(
                "UPDATE route SET parked_at = NULL, parked_why = NULL"
                        + " WHERE id = ? AND parked_at IS NOT NULL",
                routeId);
    }

    /// Lets a route's mail go again, because somebody says so.
    public RouteState unpark(String name) throws Objection, StorageException {
        unpark(named(name).route().id());
        return named(name);
    }

    /// @param asDefault the first route is the default in any case
    public RouteState add(
            String name, RouteSettings settings, RouteSecrets given, boolean asDefault)
            throws Objection, StorageException {
        var secrets = needed(settings, given);
        if (!NAME.matcher(name).matches()) {
            throw new Objection(
                    Kind.INVALID,
                    "route-name",
                    name,
                    "a route's name has up to 63 of a-z, 0-9, \".\", \"-\" and \"_\"");
        }
        RouteRules.check(name, settings, secrets, clock);
        if (table.named(name).isPresent()) throw exists(name);
        boolean isDefault = asDefault || table.states().isEmpty();
        var sealed = sealed(secrets);
        var now = clock.now();
        int added =
                commit(work -> {
                    if (isDefault) work.update("UPDATE route SET is_default = 0");
                    return work.update(
                            "INSERT INTO route (name, settings, secrets, is_default,"
                                    + " created_at) VALUES (?, ?, ?, ?, ?)"
                                    + " ON CONFLICT DO NOTHING",
                            name,
                            settings.text(),
                            sealed,
                            isDefault,
                            now);
                });
        if (added == 0) throw exists(name);
        return named(name);
    }

    /// Changes a route in its place: its mail, and the sites it was chosen for, stay with it. With
    /// another server or login it is no longer the one that was parked.
    ///
    /// @param secrets those that are null stay as they are
    public RouteState change(
            String name, RouteSettings settings, RouteSecrets secrets, boolean asDefault)
            throws Objection, StorageException {
        var before = named(name).route();
        var wanted = needed(settings, secrets.over(known(before)));
        RouteRules.check(name, settings, wanted, clock);
        boolean released = !secrets.isEmpty() || isOther(settings, RouteSettings.of(before));
        var sealed = sealed(wanted);
        commit(work -> {
            if (asDefault) work.update("UPDATE route SET is_default = (id = ?)", before.id());
            if (released) release(work, before.id());
            return work.update(
                    "UPDATE route SET settings = ?, secrets = ? WHERE id = ?",
                    settings.text(),
                    sealed,
                    before.id());
        });
        return named(name);
    }

    /// Whether it is another account than the one before.
    private static boolean isOther(RouteSettings settings, RouteSettings before) {
        return !Objects.equals(settings.api(), before.api())
                || !Objects.equals(account(settings.relay()), account(before.relay()));
    }

    private static List<@Nullable String> account(RouteSettings.@Nullable Relay relay) {
        return relay == null ? List.of() : Arrays.asList(relay.host(), relay.user());
    }

    private static RouteSecrets known(Route route) {
        var relay = route.relay();
        var login = relay == null ? null : relay.login();
        var api = route.api();
        return new RouteSecrets(
                login == null ? null : login.password(), api == null ? null : api.key());
    }

    /// A login that was taken away takes its password along, an API its key.
    private static RouteSecrets needed(RouteSettings settings, RouteSecrets secrets) {
        var relay = settings.relay();
        boolean login = relay != null && relay.user() != null;
        return new RouteSecrets(
                login ? secrets.password() : null, settings.api() == null ? null : secrets.key());
    }

    private byte @Nullable [] sealed(RouteSecrets secrets) {
        if (secrets.isEmpty()) return null;
        return sealer.seal(secrets.text().getBytes(StandardCharsets.UTF_8));
    }

    /// Makes it the route of all lanes that name none.
    public RouteState makeDefault(String name) throws Objection, StorageException {
        long id = named(name).route().id();
        commit(work -> work.update("UPDATE route SET is_default = (id = ?)", id));
        return named(name);
    }

    /// Chooses the route of a site's stream; null goes back to the default.
    public void choose(Site site, Stream stream, @Nullable String name)
            throws Objection, StorageException {
        var id = name == null ? null : named(name).route().id();
        commit(work -> {
            int gone =
                    work.update(
                            "DELETE FROM site_route WHERE site_id = ? AND stream = ?",
                            site.id(),
                            stream.word());
            if (id == null) return gone;
            return work.update(
                    "INSERT INTO site_route (site_id, stream, route_id) VALUES (?, ?, ?)",
                    site.id(),
                    stream.word(),
                    id);
        });
    }

    /// A route that mail goes by is not removed: that mail would leave by another one, unasked. The
    /// default goes last, so that no mail is left without a way by mistake.
    public void remove(String name) throws Objection, StorageException {
        var state = named(name);
        if (state.isDefault() && table.states().size() > 1) {
            throw new Objection(
                    Kind.CONFLICT,
                    "route-is-default",
                    name,
                    name
                            + " is the default route; make another one the default first:"
                            + " facteur route default NAME");
        }
        long id = state.route().id();
        var lanes = lanesOf(id);
        if (!lanes.isEmpty()) throw chosen(name, lanes);
        int removed =
                commit(work ->
                        work.update(
                                "DELETE FROM route WHERE id = ? AND NOT EXISTS"
                                        + " (SELECT 1 FROM site_route WHERE route_id = route.id)",
                                id));
        if (removed == 0) throw chosen(name, lanesOf(id));
    }

    /// The sites and streams a route was chosen for, each as `facteur site route` takes it.
    private List<String> lanesOf(long id) throws StorageException {
        try {
            return reads.withHandle(handle ->
                    handle.createQuery(
                                    "SELECT s.name || ' ' || r.stream FROM site_route r"
                                            + " JOIN site s ON s.id = r.site_id"
                                            + " WHERE r.route_id = :id ORDER BY 1")
                            .bind("id", id)
                            .mapTo(String.class)
                            .list());
        } catch (JdbiException failure) {
            throw unreadable(failure);
        }
    }

    private static Objection chosen(String name, List<String> lanes) {
        var all = String.join(", ", lanes);
        var first = lanes.isEmpty() ? "SITE STREAM" : lanes.getFirst();
        return new Objection(
                Kind.CONFLICT,
                "route-chosen",
                name,
                name
                        + " was chosen for "
                        + all
                        + "; choose another route there first, or - for the default one: facteur"
                        + " site route "
                        + first
                        + " -",
                all,
                first);
    }

    /// The route of that name, or the objection that there is none.
    public RouteState named(String name) throws Objection {
        return table.named(name)
                .orElseThrow(() ->
                        new Objection(
                                Kind.UNKNOWN,
                                "route-unknown",
                                name,
                                "there is no route named "
                                        + name
                                        + "; `facteur route list` shows those there are"));
    }

    private <T> T commit(Work<T> work) throws StorageException {
        var result = committer.commit(work);
        load();
        whenChanged.run();
        return result;
    }

    private static Objection exists(String name) {
        return new Objection(
                Kind.CONFLICT,
                "route-exists",
                name,
                "there is a route named " + name + " already; choose another name");
    }
}
