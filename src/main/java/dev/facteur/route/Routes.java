package dev.facteur.route;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Site;
import dev.facteur.mail.Statement;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Committer;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import dev.facteur.platform.db.Work;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

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
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

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
        listeners.add(listener);
    }

    /// The ways out of a site's stream, the one to prefer first: those chosen for it, else the
    /// default ones. Parked ones are among them.
    public List<RouteState> forLane(long siteId, Stream stream) {
        return table.forLane(siteId, stream);
    }

    /// The one that mail of this lane takes when nothing is in trouble, or all.
    public Optional<RouteState> preferred(long siteId, Stream stream) {
        var ways = forLane(siteId, stream);
        var open = ways.stream().filter(state -> state.parked() == null).findFirst();
        return open.or(() -> ways.stream().findFirst());
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
    ///
    /// @param word why, as a word that does not change; null when there is none
    public void park(long routeId, Statement why, @Nullable String word) throws StorageException {
        var now = clock.now();
        var reason = shortened(why);
        int parked =
                commit(work ->
                        work.update(
                                "UPDATE route SET parked_at = ?, parked_why = ?, parked_said = ?,"
                                        + " parked_reason = ? WHERE id = ? AND parked_at IS NULL",
                                now,
                                reason.english(),
                                JsonMapper.shared().writeValueAsString(reason.parts()),
                                word,
                                routeId));
        if (parked == 1) {
            LOG.atWarn()
                    .addKeyValue("route", name(routeId))
                    .addKeyValue("why", reason)
                    .log("a route is parked; its mail waits until somebody acts");
        }
    }

    private static Statement shortened(Statement why) {
        var english = why.english();
        return english.length() > MAX_WHY ? Statement.quoting(english.substring(0, MAX_WHY)) : why;
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
                "UPDATE route SET parked_at = NULL, parked_why = NULL, parked_said = NULL,"
                        + " parked_reason = NULL WHERE id = ? AND parked_at IS NOT NULL",
                routeId);
    }

    /// Lets a route's mail go again, because somebody says so.
    public RouteState unpark(String name) throws Objection, StorageException {
        unpark(named(name).route().id());
        return named(name);
    }

    /// How a route stands in the order for lanes that name none.
    public enum Place {
        /// As it stands; a new one is not in it.
        AS_IT_IS,
        /// Not in it, also when it is the only route there is: it is somebody's own.
        APART,
        /// The only one.
        ALONE,
        /// Behind those that are there, for when they are in trouble.
        LAST
    }

    /// @param place the first route is the default one, unless it is to stand apart
    public RouteState add(String name, RouteSettings settings, RouteSecrets given, Place place)
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
        boolean first = table.states().isEmpty() && place != Place.APART;
        var wanted = first ? Place.ALONE : place;
        var sealed = sealed(secrets);
        var now = clock.now();
        int added =
                commit(work -> {
                    int inserted =
                            work.update(
                                    "INSERT INTO route (name, settings, secrets, created_at)"
                                            + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                                    name,
                                    settings.text(),
                                    sealed,
                                    now);
                    if (inserted == 1) place(work, name, wanted);
                    return inserted;
                });
        if (added == 0) throw exists(name);
        return named(name);
    }

    /// Changes a route in its place: its mail, and the sites it was chosen for, stay with it. With
    /// another server or login it is no longer the one that was parked.
    ///
    /// @param secrets those that are null stay as they are
    public RouteState change(String name, RouteSettings settings, RouteSecrets secrets, Place place)
            throws Objection, StorageException {
        var before = named(name).route();
        var wanted = needed(settings, secrets.over(known(before)));
        RouteRules.check(name, settings, wanted, clock);
        boolean released = !secrets.isEmpty() || isOther(settings, RouteSettings.of(before));
        var sealed = sealed(wanted);
        commit(work -> {
            place(work, name, place);
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
                || !Objects.equals(settings.client(), before.client())
                || !Objects.equals(account(settings.relay()), account(before.relay()));
    }

    private static List<@Nullable String> account(RouteSettings.@Nullable Relay relay) {
        return relay == null ? List.of() : Arrays.asList(relay.host(), relay.user());
    }

    private static RouteSecrets known(Route route) {
        var relay = route.relay();
        var login = relay == null ? null : relay.login();
        var api = route.api();
        var client = route.client();
        return new RouteSecrets(
                login == null ? null : kept(login.proof()),
                api == null ? null : kept(api.proof()),
                client == null ? null : client.secret());
    }

    private static @Nullable Secret kept(Route.Proof proof) {
        return switch (proof) {
            case Route.Proof.Kept(var secret) -> secret;
            case Route.Proof.Token _ -> null;
        };
    }

    /// A login that was taken away takes its password along, an API its key.
    private static RouteSecrets needed(RouteSettings settings, RouteSecrets secrets) {
        var relay = settings.relay();
        boolean login = relay != null && relay.user() != null;
        return new RouteSecrets(
                login ? secrets.password() : null,
                settings.api() == null ? null : secrets.key(),
                settings.client() == null ? null : secrets.client());
    }

    private byte @Nullable [] sealed(RouteSecrets secrets) {
        if (secrets.isEmpty()) return null;
        return sealer.seal(secrets.text().getBytes(StandardCharsets.UTF_8));
    }

    private static void place(Transaction work, String name, Place place) throws SQLException {
        switch (place) {
            case AS_IT_IS, APART -> {}
            case ALONE ->
                    work.update("UPDATE route SET place = CASE WHEN name = ? THEN 1 END", name);
            case LAST ->
                    work.update(
                            "UPDATE route SET place = (SELECT coalesce(max(place), 0) + 1 FROM"
                                    + " route) WHERE name = ? AND place IS NULL",
                            name);
        }
    }

    /// The routes of all lanes that name none, in this order.
    public void makeDefault(List<String> names) throws Objection, StorageException {
        var ids = ids(names);
        commit(work -> {
            int changed = work.update("UPDATE route SET place = NULL");
            int place = 1;
            for (long id : ids) {
                work.update("UPDATE route SET place = ? WHERE id = ?", place++, id);
            }
            return changed;
        });
    }

    /// Chooses the routes of a site's stream, the one to prefer first; none goes back to the
    /// default ones.
    public void choose(Site site, Stream stream, List<String> names)
            throws Objection, StorageException {
        var ids = ids(names);
        commit(work -> {
            int gone =
                    work.update(
                            "DELETE FROM site_route WHERE site_id = ? AND stream = ?",
                            site.id(),
                            stream.word());
            int place = 1;
            for (long id : ids) {
                work.update(
                        "INSERT INTO site_route (site_id, stream, place, route_id)"
                                + " VALUES (?, ?, ?, ?)",
                        site.id(),
                        stream.word(),
                        place++,
                        id);
            }
            return gone;
        });
    }

    /// Each once.
    private Collection<Long> ids(List<String> names) throws Objection {
        var ids = new LinkedHashSet<Long>();
        for (var name : names) ids.add(named(name).route().id());
        return ids;
    }

    /// A route that mail goes by is not removed: that mail would leave by another one, unasked. The
    /// default goes last, so that no mail is left without a way by mistake.
    public void remove(String name) throws Objection, StorageException {
        var state = named(name);
        if (isOnlyDefault(state) && table.states().size() > 1) {
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
                commit(work -> {
                    int gone =
                            work.update(
                                    "DELETE FROM route WHERE id = ? AND NOT EXISTS (SELECT 1 FROM"
                                            + " site_route WHERE route_id = route.id)",
                                    id);
                    work.update(
                            "UPDATE route SET place = (SELECT count(*) FROM route other"
                                    + " WHERE other.place <= route.place)"
                                    + " WHERE place IS NOT NULL");
                    return gone;
                });
        if (removed == 0) throw chosen(name, lanesOf(id));
    }

    private boolean isOnlyDefault(RouteState state) {
        return state.place() != null
                && table.states().stream().filter(one -> one.place() != null).count() == 1;
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
        listeners.forEach(Runnable::run);
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
