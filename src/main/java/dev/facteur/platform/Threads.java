package dev.facteur.platform;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place where threads are made.
public final class Threads {
    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);

    private Threads() {}

    /// Starts a virtual thread: one a connection, one an attempt. It may block.
    public static Thread virtual(String name, Runnable task) {
        return Thread.ofVirtual().name(name).uncaughtExceptionHandler(Threads::report).start(task);
    }

    /// Starts a platform thread for one of the few owners: the committer, the dispatcher.
    public static Thread owner(String name, Runnable task) {
        return Thread.ofPlatform().name(name).uncaughtExceptionHandler(Threads::report).start(task);
    }

    /// What reaches the root of a thread is a bug; it is logged here and nowhere else.
    private static void report(Thread thread, Throwable failure) {
        LOG.atError()
                .addKeyValue("thread", thread.getName())
                .setCause(failure)
                .log("a task ended by an error of the program");
    }
}
