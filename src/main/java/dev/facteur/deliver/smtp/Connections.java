package dev.facteur.deliver.smtp;

import dev.facteur.platform.Surroundings;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.Route;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// All connections to all routes' servers. A route that was changed is another route: its old
/// connections are closed when they have been idle long enough, and its new settings hold at once.
final class Connections implements AutoCloseable {
    private final Surroundings surroundings;
    private final Map<Route, RouteConnections> routes = new ConcurrentHashMap<>();
    private final Watcher watcher;
    private final Dialer dialer;
    private final DialPace pace;

    Connections(
            Surroundings surroundings,
            ClientTls tls,
            Timeouts timeouts,
            String name,
            AccessTokens tokens,
            DialPace pace) {
        this.surroundings = surroundings;
        this.watcher = new Watcher(surroundings.clock(), this::closeOld);
        this.dialer = new Dialer(surroundings, tls, timeouts, name, tokens, watcher);
        this.pace = pace;
    }

    RouteConnections of(Route route) {
        var known = routes.get(route);
        return known != null
                ? known
                : routes.computeIfAbsent(
                        route, r -> new RouteConnections(r, surroundings, dialer, watcher, pace));
    }

    /// Closes one that can carry no further mail.
    void discard(Connection connection) {
        watcher.close(connection);
    }

    private void closeOld() {
        for (var route : routes.values()) route.closeOld();
    }

    /// Idle connections are ended politely, the others are broken.
    @Override
    public void close() {
        for (var route : routes.values()) route.closeAll();
        watcher.close();
    }
}
