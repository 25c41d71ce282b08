package dev.facteur.submit.smtp;

import dev.facteur.protocol.smtp.Replies;
import dev.facteur.protocol.smtp.Reply;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The open connections of all doors, and their limits. Thread-safe.
final class Connections {
    private final SmtpSettings settings;
    private final Set<Connection> open = new HashSet<>();
    private final Map<InetAddress, Integer> perAddress = new HashMap<>();

    Connections(SmtpSettings settings) {
        this.settings = settings;
    }

    /// Lets a connection in.
    ///
    /// @return the refusal, empty when it is in; then [#leave] must follow
    synchronized Optional<Reply> enter(Connection connection) {
        if (open.size() >= settings.maxConnections()) {
            return Optional.of(Replies.TOO_MANY_CONNECTIONS);
        }
        var client = connection.client();
        if (client != null) {
            if (perAddress.getOrDefault(client, 0) >= settings.maxConnectionsPerAddress()) {
                return Optional.of(Replies.TOO_MANY_FROM_ADDRESS);
            }
            perAddress.merge(client, 1, Integer::sum);
        }
        open.add(connection);
        return Optional.empty();
    }

    synchronized void leave(Connection connection) {
        if (!open.remove(connection)) return;
        var client = connection.client();
        if (client != null) {
            perAddress.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
        }
        notifyAll();
    }

    /// Waits until all have left; false when some are still there after `limit`.
    synchronized boolean awaitNone(Duration limit) throws InterruptedException {
        if (!open.isEmpty()) wait(limit.toMillis());
        return open.isEmpty();
    }

    synchronized int count() {
        return open.size();
    }

    synchronized List<Connection> all() {
        return List.copyOf(open);
    }
}
