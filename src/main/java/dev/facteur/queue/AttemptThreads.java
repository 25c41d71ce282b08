package dev.facteur.queue;

import dev.facteur.platform.Threads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs attempts, each on a virtual thread of its own, and breaks them off when the time is over.
final class AttemptThreads {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptThreads.class);

    private final Dispatcher.Attempts attempts;
    private final Queue queue;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private volatile boolean brokenOff;

    AttemptThreads(Dispatcher.Attempts attempts, Queue queue) {
        this.attempts = attempts;
        this.queue = queue;
    }

    /// @param ended told on the attempt's thread, whatever happens
    void start(Lease lease, Outlet outlet, Consumer<Ending> ended) {
        Threads.virtual("attempt-" + lease.mail().id(), () -> run(lease, outlet, ended));
    }

    /// @param found told on the probe's thread, whatever happens
    void probe(Outlet outlet, Consumer<Ending.Pace> found) {
        Threads.virtual("probe-" + outlet.name(), () -> found.accept(probe(outlet)));
    }

    /// What cannot be probed is still in the trouble it was.
    private Ending.Pace probe(Outlet outlet) {
        running.add(Thread.currentThread());
        try {
            if (brokenOff) Thread.currentThread().interrupt();
            return attempts.probe(outlet);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Ending.Pace.UNREACHABLE;
        } catch (RuntimeException | Error bug) {
            LOG.atError().addKeyValue("route", outlet.name()).setCause(bug).log("probe failed");
            return Ending.Pace.UNREACHABLE;
        } finally {
            running.remove(Thread.currentThread());
        }
    }

    /// Interrupts what is under way, and what should still begin: each finds its connection broken
    /// or its waiting over, and can still record what it came to.
    void breakOff() {
        brokenOff = true;
        running.forEach(Thread::interrupt);
    }

    private void run(Lease lease, Outlet outlet, Consumer<Ending> ended) {
        var ending = Ending.NOTHING_LEARNT;
        running.add(Thread.currentThread());
        try {
            if (brokenOff) Thread.currentThread().interrupt();
            ending = attempt(lease, outlet);
        } finally {
            running.remove(Thread.currentThread());
            ended.accept(ending);
        }
    }

    /// What is interrupted without a settlement stays leased on disk, and the next start finds it.
    private Ending attempt(Lease lease, Outlet outlet) {
        try {
            return attempts.attempt(lease, outlet);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Ending.NOTHING_LEARNT;
        } catch (RuntimeException | Error bug) {
            LOG.atError()
                    .addKeyValue("mail", lease.mail().id())
                    .setCause(bug)
                    .log("attempt failed");
            return putBack(lease, outlet);
        }
    }

    /// An error of ours must not leave a mail without an answer until the next start.
    private Ending putBack(Lease lease, Outlet outlet) {
        try {
            return new Ending(Ending.Pace.FLOWING, queue.putBack(lease, outlet.name()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Ending.NOTHING_LEARNT;
        }
    }
}
