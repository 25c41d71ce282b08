package dev.facteur;

import dev.facteur.deliver.Delays;
import dev.facteur.deliver.Expiry;
import dev.facteur.deliver.Returns;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.submit.OldKeys;
import java.time.Duration;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has to be done now and then: ends lifetimes, tells of delays and of what came back, forgets
/// submissions that can no longer be repeated.
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private final Expiry expiry;
    private final Delays delays;
    private final Returns returns;
    private final OldKeys keys;
    private final Rounds rounds;

    Housekeeping(Expiry expiry, Delays delays, Returns returns, OldKeys keys, Clock clock) {
        this.expiry = expiry;
        this.delays = delays;
        this.returns = returns;
        this.keys = keys;
        this.rounds = new Rounds("housekeeping", this::round, clock);
    }

    void start() {
        rounds.start();
    }

    private Duration round() {
        try {
            boolean more = expiry.run();
            more |= delays.run();
            more |= returns.run();
            more |= keys.forget();
            return more ? Duration.ZERO : PAUSE;
        } catch (StorageException | JdbiException trouble) {
            LOG.atError()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("housekeeping failed and is tried again");
            return PAUSE;
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
