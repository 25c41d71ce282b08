package dev.facteur.deliver.smtp;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Threads;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Looks after all open connections of the transport once a second: breaks those that hang in a way
/// no socket time-out sees, and has the idle ones closed.
///
/// One virtual thread, started with the first connection.
final class Watcher implements AutoCloseable {
    private static final Duration ROUND = Duration.ofSeconds(1);

    /// The socket's own time-out comes first where it works, because it says more.
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final Clock clock;
    private final Runnable closeIdle;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private volatile boolean closed;

    /// @param closeIdle called every round
    Watcher(Clock clock, Runnable closeIdle) {
        this.clock = clock;
        this.closeIdle = closeIdle;
    }

    void watch(Connection connection) {
        open.add(connection);
        if (closed) connection.client().abort();
        else if (thread.get() == null) start();
    }

    /// Closes at once, without a word.
    void close(Connection connection) {
        open.remove(connection);
        connection.client().close();
    }

    /// Says goodbye first; does not keep the caller waiting.
    void quit(Connection connection) {
        open.remove(connection);
        Threads.virtual("smtp quit", connection.client()::quit);
    }

    /// Breaks every connection that is still open.
    @Override
    public void close() {
        closed = true;
        var running = thread.get();
        if (running != null) running.interrupt();
        for (var connection : open) connection.client().abort();
    }

    private synchronized void start() {
        if (thread.get() == null) thread.set(Threads.virtual("smtp watcher", this::run));
    }

    private void run() {
        try {
            while (!closed) {
                clock.sleepUntil(clock.now().plus(ROUND));
                long now = clock.nanos();
                for (var connection : open) {
                    if (connection.hangs(now, SLACK.toNanos())) connection.client().abort();
                }
                closeIdle.run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
