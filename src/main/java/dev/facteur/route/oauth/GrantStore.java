package dev.facteur.route.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Committer;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.SealBroken;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.route.Route;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The grants of all routes, sealed on disk and open in memory. Safe for use by many threads.
final class GrantStore {
    private static final Logger LOG = LoggerFactory.getLogger(GrantStore.class);

    private final Jdbi reads;
    private final Committer committer;
    private final Sealer sealer;
    private final Map<Long, Grant> grants = new ConcurrentHashMap<>();

    GrantStore(Database database, Sealer sealer) {
        this.reads = database.reads();
        this.committer = database.committer();
        this.sealer = sealer;
    }

    /// Reads all; needed once, at the start.
    void load() throws StorageException {
        try {
            reads.withHandle(handle ->
                            handle.createQuery("SELECT route_id, sealed FROM route_grant")
                                    .map((row, _) -> Map.entry(row.getLong(1), row.getBytes(2)))
                                    .list())
                    .forEach(row -> open(row.getKey(), row.getValue()));
        } catch (JdbiException failure) {
            throw new StorageException(
                    "the routes' grants cannot be read: " + failure.getMessage(), false, failure);
        }
    }

    /// One that cannot be opened is none: it has to be granted again, and the log says why.
    private void open(long route, byte[] sealed) {
        try {
            grants.put(route, Grant.of(new String(sealer.open(sealed), UTF_8)));
        } catch (SealBroken broken) {
            LOG.atError()
                    .addKeyValue("route", route)
                    .addKeyValue("why", broken.getMessage())
                    .log("a route's authorisation cannot be opened; it has to be given again");
        }
    }

    /// That of a route; none when it was given to another client than the route has now.
    Optional<Grant> of(Route route) {
        var client = route.client();
        if (client == null) return Optional.empty();
        return Optional.ofNullable(grants.get(route.id())).filter(grant -> grant.isOf(client));
    }

    /// Returns when it is durable. In use even where it could not be stored: the provider may take
    /// the one before no more.
    void keep(Route route, Grant grant) throws StorageException {
        grants.put(route.id(), grant);
        var sealed = sealer.seal(grant.text().getBytes(UTF_8));
        committer.commit(work ->
                work.update(
                        "INSERT INTO route_grant (route_id, sealed)"
                                + " SELECT id, ? FROM route WHERE id = ?"
                                + " ON CONFLICT (route_id) DO UPDATE SET sealed = excluded.sealed",
                        sealed,
                        route.id()));
    }
}
