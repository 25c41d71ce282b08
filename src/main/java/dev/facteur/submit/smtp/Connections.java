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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The open connections of all doors, and their limits. Thread-safe.
final class Connections {
    private final SmtpSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Set<Connection> open = new HashSet<>();
    private final Map<InetAddress, Integer> perAddress = new HashMap<>();

    Connections(SmtpSettings settings) {
        this.settings = settings;
    }

    /// Lets a connection in.
    ///
    /// @return the refusal, empty when it is in; then [#leave] must follow
    Optional<Reply> enter(Connection connection) {
        lock.lock();
        try {
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
        } finally {
            lock.unlock();
        }
    }

    void leave(Connection connection) {
        lock.lock();
        try {
            if (!open.remove(connection)) return;
            var client = connection.client();
            if (client != null) {
                perAddress.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
            }
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until all have left; false when some are still there after `limit`.
    boolean awaitNone(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = limit.toNanos();
            while (!open.isEmpty() && nanos > 0) nanos = left.awaitNanos(nanos);
            return open.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    int count() {
        return all().size();
    }

    List<Connection> all() {
        lock.lock();
        try {
            return List.copyOf(open);
        } finally {
            lock.unlock();
        }
    }
}
