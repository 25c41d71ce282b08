package dev.facteur.submit.smtp;

import dev.facteur.platform.ClientNetwork;
import dev.facteur.platform.Clock;
import dev.facteur.platform.LocalUser;
import dev.facteur.protocol.smtp.Replies;
import dev.facteur.protocol.smtp.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/// The open connections of all doors, and their limits. Thread-safe.
///
/// Connecting needs no password, so strangers can take every place they are given. A quarter of the
/// places is therefore kept for networks from which a site has logged in, and the local doors,
/// where no stranger comes, have places of their own; there no user of the machine gets more than a
/// network does here.
final class Connections {
    private static final int KEPT_SHARE = 4;

    private final SmtpSettings settings;
    private final ReentrantLock lock = new ReentrantLock();

    /// Gets a permit each time the last one leaves.
    private final Semaphore empty = new Semaphore(0);

    private final Set<Connection> open = new HashSet<>();
    private final Set<Connection> local = new HashSet<>();
    private final Map<String, Integer> perNetwork = new HashMap<>();
    private final Map<LocalUser, Integer> perUser = new HashMap<>();
    private final Map<String, Boolean> known = new Newest<>();

    Connections(SmtpSettings settings) {
        this.settings = settings;
    }

    /// Lets a connection in.
    ///
    /// @return the refusal, empty when it is in; then [#leave] must follow
    Optional<Reply> enter(Connection connection, Protection protection) {
        lock.lock();
        try {
            return protection == Protection.LOCAL ? enterLocal(connection) : enter(connection);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Reply> enterLocal(Connection connection) {
        if (local.size() >= settings.maxConnections()) {
            return Optional.of(Replies.TOO_MANY_CONNECTIONS);
        }
        var user = connection.user();
        if (user != null) {
            if (perUser.getOrDefault(user, 0) >= settings.maxConnectionsPerAddress()) {
                return Optional.of(Replies.TOO_MANY_FROM_USER);
            }
            perUser.merge(user, 1, Integer::sum);
        }
        local.add(connection);
        return Optional.empty();
    }

    private Optional<Reply> enter(Connection connection) {
        var network = ClientNetwork.of(connection.client());
        if (open.size() >= places(network)) return Optional.of(Replies.TOO_MANY_CONNECTIONS);
        if (perNetwork.getOrDefault(network, 0) >= settings.maxConnectionsPerAddress()) {
            return Optional.of(Replies.TOO_MANY_FROM_ADDRESS);
        }
        perNetwork.merge(network, 1, Integer::sum);
        open.add(connection);
        return Optional.empty();
    }

    private int places(String network) {
        int all = settings.maxConnections();
        return known.containsKey(network) ? all : all - all / KEPT_SHARE;
    }

    /// A site has logged in over this connection.
    void loggedIn(Connection connection) {
        lock.lock();
        try {
            known.put(ClientNetwork.of(connection.client()), true);
        } finally {
            lock.unlock();
        }
    }

    void leave(Connection connection) {
        lock.lock();
        try {
            boolean wasOpen = open.remove(connection);
            if (!wasOpen && !local.remove(connection)) return;
            var user = connection.user();
            if (wasOpen) leave(perNetwork, ClientNetwork.of(connection.client()));
            else if (user != null) leave(perUser, user);
            if (isEmpty()) empty.release();
        } finally {
            lock.unlock();
        }
    }

    private static <T> void leave(Map<T, Integer> counts, T whose) {
        counts.computeIfPresent(whose, (_, count) -> count == 1 ? null : count - 1);
    }

    /// Waits until all have left; false when some are still there after `limit`.
    boolean awaitNone(Clock clock, Duration limit) throws InterruptedException {
        empty.drainPermits();
        if (count() == 0) return true;
        return clock.acquire(empty, limit) && count() == 0;
    }

    private boolean isEmpty() {
        return open.isEmpty() && local.isEmpty();
    }

    int count() {
        return all().size();
    }

    List<Connection> all() {
        lock.lock();
        try {
            var all = new ArrayList<>(open);
            all.addAll(local);
            return all;
        } finally {
            lock.unlock();
        }
    }
}
