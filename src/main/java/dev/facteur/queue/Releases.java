package dev.facteur.queue;

import dev.facteur.mail.MailId;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets mail go that was to be sent later, when its time has come. Owns its thread.
public final class Releases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);
    private static final int AT_ONCE = 500;

    /// A clock that is set meanwhile is noticed by then.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(10);

    private final Queue queue;
    private final Consumer<MailId> released;
    private final Clock clock;
    private final Rounds rounds;

    /// @param released told of each mail that may be tried from now on
    public Releases(Queue queue, Consumer<MailId> released, Clock clock) {
        this.queue = queue;
        this.released = released;
        this.clock = clock;
        this.rounds = new Rounds("scheduled mail", this::round, clock);
    }

    public void start() {
        rounds.start();
    }

    /// A mail was kept that is to be sent later, perhaps before all that are known.
    public void expect() {
        rounds.wake();
    }

    private Duration round() {
        try {
            var mails = queue.release(AT_ONCE);
            mails.forEach(released);
            return mails.isEmpty() ? untilNext() : Duration.ZERO;
        } catch (StorageException | JdbiException trouble) {
            LOG.atError()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("scheduled mail could not be released; trying again");
            return AFTER_TROUBLE;
        }
    }

    private Duration untilNext() {
        var next = queue.nextRelease();
        if (next.isEmpty()) return LONGEST_WAIT;
        var wait = Duration.between(clock.now(), next.get());
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    @Override
    public void close() {
        rounds.close();
    }
}
