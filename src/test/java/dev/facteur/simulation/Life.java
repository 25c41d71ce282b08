package dev.facteur.simulation;

import java.lang.reflect.Constructor;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/// The threads of one process from its start to its end, which may come between any two of their
/// steps: then none of them runs any more, no `finally` and no `catch`.
///
/// Threads that a thread of a life starts belong to the same life: the JDK gives a virtual thread
/// the scheduler of the one that makes it.
final class Life implements Executor {
    private static final Constructor<?> BUILDER = builder();

    private final String name;
    private final World world;
    private boolean over;

    Life(String name, World world) {
        this.name = name;
        this.world = world;
    }

    private static Constructor<?> builder() {
        try {
            // The JDK has no public way to say who schedules a virtual thread.
            var builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
            var constructor = builder.getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException(
                    "run with --add-opens java.base/java.lang=ALL-UNNAMED", e);
        }
    }

    String name() {
        return name;
    }

    boolean over() {
        return over;
    }

    /// A task of a thread of this life: what may throw ends the world when it does.
    interface Act {
        void run() throws Exception;
    }

    Thread start(String thread, Act act) {
        try {
            var builder = (Thread.Builder) BUILDER.newInstance(this);
            return builder.name(thread).start(() -> run(act));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(Act act) {
        try {
            act.run();
        } catch (Exception | Error failure) {
            world.fail(failure);
        }
    }

    @Override
    public void execute(Runnable work) {
        if (!over) world.ready(this, work);
    }

    /// Ends the life. When a thread of the life itself calls, it does not return.
    void end() {
        over = true;
        world.forget(this);
        if (world.current() != this) return;
        while (true) LockSupport.park();
    }
}
