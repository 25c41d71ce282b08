package dev.facteur.platform;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// SIGINT and SIGTERM, for a program that wants to close what it has open before it ends.
///
/// The machine's own way: the JVM runs hooks when it is told to end, and ends when they return. So
/// the hook wakes the main thread and lets it close everything, but not for ever.
public final class StopSignal {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private StopSignal() {}

    /// Catches the signals from now on. Call [#closed] in the end, whatever happens.
    public static StopSignal install() {
        var signal = new StopSignal();
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(signal::hook));
        return signal;
    }

    /// Waits until the program is told to end.
    public void await() throws InterruptedException {
        asked.await();
    }

    /// Everything is closed: the program may end.
    public void closed() {
        closed.countDown();
    }

    private void hook() {
        asked.countDown();
        try {
            // What is not closed by then is cut, as by a power failure; nothing is lost by it.
            var _ = closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
