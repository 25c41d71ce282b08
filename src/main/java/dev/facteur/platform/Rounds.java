package dev.facteur.platform;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A chore that is done again and again, on a virtual thread of its own, until it is closed.
///
/// An error of the program ends the round in which it happens and no other. Closing lets the round
/// under way come to its end and interrupts nothing.
public final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final Duration AFTER_AN_ERROR = Duration.ofSeconds(30);

    private final String name;
    private final Supplier<Duration> round;
    private final Clock clock;
    private final BlockingQueue<Boolean> calls = new ArrayBlockingQueue<>(1);
    private volatile boolean closing;
    private @Nullable Thread thread;

    /// @param name of the thread
    /// @param round does the chore once and tells how long to wait before the next time
    public Rounds(String name, Supplier<Duration> round, Clock clock) {
        this.name = name;
        this.round = round;
        this.clock = clock;
    }

    public void start() {
        thread = Threads.virtual(name, this::run);
    }

    /// Begins the next round without waiting any longer.
    public void wake() {
        var _ = calls.offer(true);
    }

    /// Begins no further round, and does not wait for the one under way.
    public void closeSoon() {
        closing = true;
        wake();
    }

    /// Whether a long round had better come to its end.
    public boolean closing() {
        return closing;
    }

    private void run() {
        try {
            while (!closing) {
                var pause = once();
                var _ = clock.poll(calls, clock.now().plus(pause));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration once() {
        try {
            return round.get();
        } catch (RuntimeException | Error bug) {
            LOG.atError().addKeyValue("thread", name).setCause(bug).log("a round failed");
            return AFTER_AN_ERROR;
        }
    }

    @Override
    public void close() {
        closeSoon();
        var running = thread;
        if (running == null) return;
        boolean interrupted = false;
        while (running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
