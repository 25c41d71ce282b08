package dev.facteur.deliver.smtp;

import dev.facteur.platform.Surroundings;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.AccessTokens;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// All connections to all servers. A route that was changed has another server: the old one's
/// connections are closed when they have been idle long enough, and the new settings hold at once.
final class Connections implements AutoCloseable {
    private final Surroundings surroundings;
    private final Map<NextServer, ServerConnections> servers = new ConcurrentHashMap<>();
    private final Watcher watcher;
    private final Dialer dialer;
    private final DialPace pace;

    Connections(
            Surroundings surroundings,
            ClientTls tls,
            MxTls mxTls,
            Timeouts timeouts,
            String name,
            AccessTokens tokens,
            DialPace pace) {
        this.surroundings = surroundings;
        this.watcher = new Watcher(surroundings.clock(), this::closeOld);
        this.dialer = new Dialer(surroundings, tls, mxTls, timeouts, name, tokens, watcher);
        this.pace = pace;
    }

    /// In one step with [#closeOld], so that nobody gets one that was just forgotten.
    ServerConnections of(NextServer server) {
        return servers.compute(
                server,
                (key, known) -> {
                    var kept =
                            known == null
                                    ? new ServerConnections(
                                            key, surroundings, dialer, watcher, pace)
                                    : known;
                    kept.touched();
                    return kept;
                });
    }

    /// Null when nobody has asked for it yet, or not for long.
    @Nullable ServerConnections known(NextServer server) {
        return servers.get(server);
    }

    /// Closes one that can carry no further mail.
    void discard(Connection connection) {
        watcher.close(connection);
    }

    /// Forgets servers that nobody has asked for in a long time: the Internet has many.
    private void closeOld() {
        for (var server : servers.keySet()) {
            servers.computeIfPresent(
                    server,
                    (_, kept) -> {
                        kept.closeOld();
                        return kept.forgotten() ? null : kept;
                    });
        }
    }

    /// Idle connections are ended politely, the others are broken.
    @Override
    public void close() {
        for (var server : servers.values()) server.closeAll();
        watcher.close();
    }
}
