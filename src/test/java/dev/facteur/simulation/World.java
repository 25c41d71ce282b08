package dev.facteur.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Time, chance and the order in which threads run, all out of one seed.
///
/// Every thread of the world is a virtual thread of some [Life], and all of them are carried by the
/// one thread that calls [#run]. A thread runs until it waits; then the seed picks who goes on.
/// Time stands still while anybody can run, and then leaps to the next moment somebody waits for:
/// days pass in milliseconds.
final class World {
    private static final Instant START = Instant.parse("2026-06-01T08:00:00Z");

    private final Random random;
    private final List<Task> ready = new ArrayList<>();
    private final List<Wait> waits = new ArrayList<>();
    private final StringBuilder story = new StringBuilder();
    private final Life outside;
    private Life current;
    private long nanos;
    private Duration clockError = Duration.ZERO;
    private long steps;
    private volatile @Nullable Throwable failure;

    /// Somebody who is not of this world has woken one of its threads.
    static final class Disturbed extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Disturbed() {
            super("a thread was woken from outside the world");
        }
    }

    private record Task(Life life, Runnable work) {}

    private static final class Wait {
        final Life life;
        final Thread thread;
        final BooleanSupplier condition;
        final LongSupplier deadline;
        boolean over;

        Wait(Life life, Thread thread, BooleanSupplier condition, LongSupplier deadline) {
            this.life = life;
            this.thread = thread;
            this.condition = condition;
            this.deadline = deadline;
        }
    }

    World(long seed) {
        this.random = new Random(seed);
        this.outside = new Life("outside", this);
        this.current = outside;
    }

    /// The life of everybody but the gateway. It never ends.
    Life outside() {
        return outside;
    }

    /// The life of the thread that runs now.
    Life current() {
        return current;
    }

    /// Nanoseconds since the world began; never jumps.
    long nanos() {
        return nanos;
    }

    /// What clocks on the wall show.
    Instant now() {
        return START.plusNanos(nanos).plus(clockError);
    }

    /// Somebody sets the clock.
    void setClock(Duration step) {
        clockError = clockError.plus(step);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long seed() {
        return random.nextLong();
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    Duration upTo(Duration longest) {
        return Duration.ofNanos((long) (random.nextDouble() * longest.toNanos()));
    }

    void tell(String what) {
        var at = Duration.ofNanos(nanos);
        story.append("%6d.%06d ".formatted(at.toSeconds(), at.toNanosPart() / 1000));
        story.append(current.name()).append(": ").append(what).append('\n');
    }

    String story() {
        return story.toString();
    }

    long steps() {
        return steps;
    }

    /// A thread of the world has failed; [#run] ends with it.
    void fail(Throwable why) {
        if (failure == null) failure = why;
    }

    /// Lets a thread go on as soon as the seed wants it to. Called by the JDK.
    void ready(Life life, Runnable work) {
        // Anybody else means a wait by the machine's time, or a monitor held through a wait: both
        // would bring chance in by the back door.
        if (!onCarrier()) {
            fail(new Disturbed());
            return;
        }
        ready.add(new Task(life, work));
    }

    private @Nullable Thread carrier;

    private boolean onCarrier() {
        return carrier == null
                || Thread.currentThread() == carrier
                || Thread.currentThread().isVirtual();
    }

    /// Nobody of that life runs any more.
    void forget(Life life) {
        ready.removeIf(task -> task.life == life);
        waits.removeIf(wait -> wait.life == life);
    }

    /// As below, with a deadline that stands.
    boolean await(BooleanSupplier condition, long deadline) throws InterruptedException {
        return await(condition, () -> deadline);
    }

    /// Waits until the condition holds, up to `deadline` on the scale of [#nanos]; tells whether it
    /// does. Both are looked at between any two steps of the world, so they are cheap.
    boolean await(BooleanSupplier condition, LongSupplier deadline) throws InterruptedException {
        var wait = new Wait(current, Thread.currentThread(), condition, deadline);
        waits.add(wait);
        while (!wait.over) {
            LockSupport.park(wait);
            if (!wait.over && Thread.interrupted()) {
                waits.remove(wait);
                throw new InterruptedException();
            }
        }
        return condition.getAsBoolean();
    }

    /// Waits for a while whose length the seed chooses. An interrupt is kept for later.
    void pause(Duration longest) {
        try {
            var _ = await(() -> false, nanos + upTo(longest).toNanos());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Runs the world until `end`.
    ///
    /// @param mostSteps after which it is taken to go in circles
    void run(BooleanSupplier end, long mostSteps) throws Throwable {
        carrier = Thread.currentThread();
        while (!end.getAsBoolean()) {
            if (++steps > mostSteps) throw new AssertionError("the world does not come to an end");
            step();
            var why = failure;
            if (why != null) throw why;
        }
    }

    private void step() {
        wake();
        while (ready.isEmpty()) {
            leap();
            wake();
        }
        var task = ready.remove(random.nextInt(ready.size()));
        current = task.life;
        task.work.run();
        current = outside;
    }

    private void wake() {
        for (Iterator<Wait> each = waits.iterator(); each.hasNext(); ) {
            var wait = each.next();
            if (wait.deadline.getAsLong() > nanos && !wait.condition.getAsBoolean()) continue;
            each.remove();
            wait.over = true;
            LockSupport.unpark(wait.thread);
        }
    }

    private void leap() {
        long next =
                waits.stream()
                        .mapToLong(wait -> wait.deadline.getAsLong())
                        .min()
                        .orElse(Long.MAX_VALUE);
        if (next == Long.MAX_VALUE) throw new AssertionError("everybody waits for ever");
        nanos = next;
    }
}
