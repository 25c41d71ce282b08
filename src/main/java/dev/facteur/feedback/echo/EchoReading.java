package dev.facteur.feedback.echo;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import java.time.Duration;
import java.util.function.Function;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads evidence in the order in which it came and has it settled, on one thread of its own. What
/// a crash leaves unread is read after the next start.
public final class EchoReading implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EchoReading.class);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofHours(1);

    private final Echoes echoes;
    private final Function<Evidence, EchoReader> readers;
    private final Rounds rounds;

    /// @param readers who reads what
    public EchoReading(Echoes echoes, Function<Evidence, EchoReader> readers, Clock clock) {
        this.echoes = echoes;
        this.readers = readers;
        this.rounds = new Rounds("echoes", this::round, clock);
    }

    public void start() {
        rounds.start();
    }

    /// Keeps what came and has it read soon.
    ///
    /// @return its number
    public long take(Evidence evidence) throws StorageException {
        long number = echoes.keep(evidence);
        rounds.wake();
        return number;
    }

    private Duration round() {
        try {
            for (var next = echoes.unread(); next != null; next = echoes.unread()) {
                if (rounds.closing()) return LONG;
                read(next);
            }
            return LONG;
        } catch (StorageException | JdbiException trouble) {
            LOG.atError()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("what came back cannot be settled now and is tried again");
            return AFTER_TROUBLE;
        }
    }

    private void read(Echoes.Unread unread) throws StorageException {
        var evidence = unread.evidence();
        Echoes.Tally tally;
        try {
            var heard = readers.apply(evidence).read(evidence);
            tally = echoes.settle(unread.number(), evidence, heard);
        } catch (UnreadableEvidence e) {
            giveUp(unread, e.getMessage() == null ? "unreadable" : e.getMessage());
            return;
        } catch (JdbiException trouble) {
            // Of the database, not of this evidence.
            throw trouble;
        } catch (RuntimeException | StackOverflowError bug) {
            // It must not stand in the way of what came after it.
            LOG.atError()
                    .addKeyValue("evidence", unread.number())
                    .setCause(bug)
                    .log("what came back could not be read or settled");
            giveUp(unread, "an error of the program; see the log");
            return;
        }
        LOG.atInfo()
                .addKeyValue("evidence", unread.number())
                .addKeyValue("source", evidence.source().word())
                .addKeyValue("party", evidence.party())
                .addKeyValue("events", tally.events())
                .addKeyValue("known", tally.known())
                .addKeyValue("strange", tally.strange())
                .log("echoes");
    }

    private void giveUp(Echoes.Unread unread, String why) throws StorageException {
        LOG.atWarn()
                .addKeyValue("evidence", unread.number())
                .addKeyValue("source", unread.evidence().source().word())
                .addKeyValue("reason", why)
                .log("unreadable evidence is kept");
        echoes.giveUp(unread.number(), unread.evidence(), why);
    }

    @Override
    public void close() {
        rounds.close();
    }
}
