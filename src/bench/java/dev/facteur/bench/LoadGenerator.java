package dev.facteur.bench;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.Threads;
import dev.facteur.protocol.smtp.SmtpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Websites that send: so many connections at once, each on a virtual thread, mail after mail until
/// all are sent. A mail that is refused or whose connection breaks is not sent again.
final class LoadGenerator implements AutoCloseable {
    private static final int ACCEPTED = 250;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Door door;
    private final Plan.Load load;
    private final Letter letter;
    private final Tally tally;
    private final Surroundings world;
    private final Clock clock;
    private final long[] nanos;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<@Nullable String> firstTrouble = new AtomicReference<>();
    private final List<Thread> websites = new ArrayList<>();
    private long start;

    LoadGenerator(Door door, Plan.Load load, Letter letter, Tally tally, Surroundings world) {
        this.door = door;
        this.load = load;
        this.letter = letter;
        this.tally = tally;
        this.world = world;
        this.clock = world.clock();
        this.nanos = new long[load.mails()];
    }

    /// Begins to send; returns at once.
    void start() {
        start = clock.nanos();
        for (int i = 0; i < load.connections(); i++) {
            websites.add(Threads.virtual("load-" + i, this::sendUntilAllAreSent));
        }
    }

    /// When it was started, by the steady clock.
    long startNanos() {
        return start;
    }

    boolean isOver() {
        return websites.stream().noneMatch(Thread::isAlive);
    }

    /// Of the mails that were accepted so far.
    Latencies latencies() {
        return Latencies.of(nanos);
    }

    /// Why the first mail that was not accepted was not; null when all were.
    @Nullable String firstTrouble() {
        return firstTrouble.get();
    }

    /// Hangs up, wherever the conversations are.
    @Override
    public void close() {
        websites.forEach(Thread::interrupt);
    }

    private void sendUntilAllAreSent() {
        try (var connection = new Kept()) {
            while (!Thread.currentThread().isInterrupted()) {
                int place = next.getAndIncrement();
                if (place >= load.mails()) return;
                awaitTurn(place);
                send(connection, place);
                if (load.single()) connection.leave();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// At a steady rate every mail has its time, however long the ones before it take.
    private void awaitTurn(int place) throws InterruptedException {
        if (load.perSecond() == 0) return;
        long due = start + place * SECOND / load.perSecond();
        long wait = due - clock.nanos();
        if (wait > 0) clock.sleepUntil(clock.now().plusNanos(wait));
    }

    private void send(Kept connection, int place) {
        int number = tally.first() + place;
        try {
            var client = connection.open();
            var mail = letter.number(number);
            long begin = clock.nanos();
            var answers = client.send(mail.envelope(), mail.size(), mail.content());
            long end = clock.nanos();
            if (answers.end() == null || answers.end().code() != ACCEPTED) {
                throw new IOException("the gateway did not take a mail: " + answers);
            }
            nanos[place] = end - begin;
            tally.accepted(number, end);
        } catch (IOException failure) {
            firstTrouble.compareAndSet(null, String.valueOf(failure.getMessage()));
            connection.cut();
        }
    }

    /// The connection of one website, opened when a mail needs it.
    private final class Kept implements AutoCloseable {
        private @Nullable SmtpClient client;

        SmtpClient open() throws IOException {
            var kept = client;
            if (kept == null) {
                kept = door.enter(world);
                client = kept;
            }
            return kept;
        }

        /// Without a word.
        void cut() {
            if (client != null) client.close();
            client = null;
        }

        void leave() {
            if (client != null) client.quit();
            client = null;
        }

        @Override
        public void close() {
            leave();
        }
    }
}
