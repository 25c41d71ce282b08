package dev.facteur.retention;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.spool.Spool;
import dev.facteur.suppress.SuppressionRules;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forgets what is kept no longer, now and then: keys of bodies, segments that nobody can read, and
/// mails with all that happened to them.
public final class Forgetting implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Forgetting.class);
    private static final Duration PAUSE = Duration.ofSeconds(20);

    /// Between two lots while there is more: mail goes on meanwhile.
    private static final Duration BREATH = Duration.ofMillis(50);

    /// How long at most what was deleted may be found in the write-ahead log.
    private static final Duration LOG_EMPTIED = Duration.ofHours(1);

    private final Database database;
    private final Spool spool;
    private final OldMail old;
    private final LogEmptying log;
    private final Clock clock;
    private final Counter bodies;
    private final Counter mails;
    private final Rounds rounds;
    // The round's thread only.
    private Instant nextEmptying = Instant.EPOCH;
    private boolean deleted;

    public Forgetting(
            Database database, Spool spool, LogEmptying log, Clock clock, MeterRegistry registry) {
        this.database = database;
        this.spool = spool;
        this.old = new OldMail(database, clock);
        this.log = log;
        this.clock = clock;
        this.bodies = counter(registry, "bodies", "Bodies that can be read no more");
        this.mails = counter(registry, "mails", "Mails whose history is kept no more");
        this.rounds = new Rounds("forgetting", this::round, clock);
    }

    private static Counter counter(MeterRegistry registry, String what, String description) {
        return Counter.builder("facteur.forgotten." + what)
                .description(description)
                .register(registry);
    }

    public void start() {
        rounds.start();
    }

    private Duration round() {
        try {
            boolean more = run();
            spool.sweep(old::segments);
            emptyLog(more);
            return more ? BREATH : PAUSE;
        } catch (StorageException | JdbiException trouble) {
            LOG.atError()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("what is kept no longer could not be forgotten and is tried again");
            return PAUSE;
        }
    }

    /// Forgets some of what is due.
    ///
    /// @return whether there may be more
    private boolean run() throws StorageException {
        boolean more = false;
        int contents = 0;
        int histories = 0;
        for (long site : old.sites()) {
            int forgotten = old.forgetContents(site);
            contents += forgotten;
            more |= old.mayHoldMoreContents(forgotten);
            int gone = old.forgetMails(site);
            histories += gone;
            more |= old.mayHoldMoreMails(gone);
        }
        database.committer()
                .commit(transaction -> SuppressionRules.forget(transaction, clock.now()));
        deleted |= contents + histories > 0;
        bodies.increment(contents);
        mails.increment(histories);
        if (contents + histories > 0) {
            LOG.atDebug()
                    .addKeyValue("bodies", contents)
                    .addKeyValue("mails", histories)
                    .log("forgotten");
        }
        return more;
    }

    private void emptyLog(boolean more) throws StorageException {
        var now = clock.now();
        boolean due = deleted && !more && !now.isBefore(nextEmptying);
        if (!(due || log.owed()) || !log.empty()) return;
        deleted = false;
        nextEmptying = now.plus(LOG_EMPTIED);
    }

    @Override
    public void close() {
        rounds.close();
    }
}
