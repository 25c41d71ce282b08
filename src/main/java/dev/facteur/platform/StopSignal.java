package dev.facteur.platform;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// SIGINT and SIGTERM, for a program that wants to close what it has open before it ends.
///
/// The signals only wake the main thread, which closes everything and ends the process with the
/// exit code it wants: 0. Where they cannot be caught, a hook of the JVM does the same, but then
/// the exit code is the JVM's own, 143.
public final class StopSignal {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private StopSignal() {}

    /// Catches the signals from now on. Call [#closed] in the end, whatever happens.
    public static StopSignal install() {
        var signal = new StopSignal();
        try {
            signal.catchSignal("TERM");
            signal.catchSignal("INT");
        } catch (ReflectiveOperationException | IllegalArgumentException _) {
            // Another JVM, or one started with -Xrs.
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(signal::hook));
        }
        return signal;
    }

    /// Asks the program to end, as a signal does.
    public void ask() {
        asked.countDown();
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
        ask();
        try {
            // What is not closed by then is cut, as by a power failure; nothing is lost by it.
            var _ = closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// By reflection: the compiler warns of `sun.misc`, and no warning is let through here.
    private void catchSignal(String name) throws ReflectiveOperationException {
        var signal = Class.forName("sun.misc.Signal");
        var receiver = Class.forName("sun.misc.SignalHandler");
        var waker =
                Proxy.newProxyInstance(
                        StopSignal.class.getClassLoader(),
                        new Class<?>[] {receiver},
                        (_, method, _) -> {
                            if (method.getName().equals("handle")) asked.countDown();
                            return null;
                        });
        var term = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, receiver).invoke(null, term, waker);
    }
}
