package dev.facteur.feedback;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.imap.Imap;
import dev.facteur.platform.imap.ImapMailbox;
import dev.facteur.platform.imap.ImapTrouble;
import dev.facteur.platform.secret.Sealer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks every little while into the mailbox to which receivers send their reports, and what comes
/// back of single mails. A mail leaves its place only when what it brought is on our disk; what is
/// neither stays where it is, and is not looked at again.
public final class ReportMailbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReportMailbox.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /// A password that is refused again and again locks an account.
    private static final Duration AFTER_A_REFUSAL = Duration.ofHours(2);

    /// For all that is done in one connection.
    private static final Duration LIFE = Duration.ofMinutes(5);

    private static final int MOST_AT_ONCE = 100;

    /// A mail at which connections break so often is passed over.
    private static final int MOST_STUMBLES = 3;

    /// What an answer has beside the mail.
    private static final int MARGIN = 1_000_000;

    private final MailboxTable table;
    private final Imap imap;
    private final ReportIntake intake;
    private final OtherMail other;
    private final Clock clock;
    private final Rounds rounds;

    /// One look at a time.
    private final ReentrantLock looking = new ReentrantLock();

    private volatile @Nullable Look last;

    /// The mail at which the last connection broke, and how often one has there. Guarded by the
    /// lock.
    private long stumblingBlock;

    private int stumbles;

    /// What came of a look.
    ///
    /// @param receipts of reports that were found
    /// @param returned bounces and complaints about mails of ours
    /// @param left mails that stay where they are: neither, or none that could be taken
    /// @param more whether there are mails that were not looked at yet
    /// @param trouble why it could not be looked at, or not to its end; null when it could
    public record Look(
            Instant at,
            List<Receipt> receipts,
            int returned,
            int left,
            boolean more,
            @Nullable ImapTrouble trouble) {
        public Look {
            receipts = List.copyOf(receipts);
        }

        /// Reports that were not known before.
        public long taken() {
            return receipts.stream()
                    .filter(receipt -> receipt.outcome() == Receipt.Outcome.TAKEN)
                    .count();
        }
    }

    public ReportMailbox(
            Database database,
            Sealer sealer,
            Imap imap,
            ReportIntake intake,
            OtherMail other,
            Clock clock) {
        this.table = new MailboxTable(database, sealer);
        this.imap = imap;
        this.intake = intake;
        this.other = other;
        this.clock = clock;
        this.rounds = new Rounds("report-mailbox", this::round, clock);
    }

    public void start() {
        rounds.start();
    }

    public Optional<MailboxSettings> settings() {
        return table.settings();
    }

    /// The last look since the start, if there was one.
    public Optional<Look> last() {
        return Optional.ofNullable(last);
    }

    /// From now on this one is looked into, from its first mail on.
    public void use(MailboxSettings settings) throws StorageException {
        looking.lock();
        try {
            table.put(settings);
            last = null;
        } finally {
            looking.unlock();
        }
    }

    /// @return whether there was one
    public boolean forget() throws StorageException {
        looking.lock();
        try {
            last = null;
            return table.remove();
        } finally {
            looking.unlock();
        }
    }

    private Duration round() {
        try {
            var look = look();
            if (look.isEmpty()) return PAUSE;
            var trouble = look.get().trouble();
            if (trouble == null) return look.get().more() ? Duration.ZERO : PAUSE;
            LOG.atWarn()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("the report mailbox could not be read and is tried again");
            return trouble.kind() == ImapTrouble.Kind.LOGIN ? AFTER_A_REFUSAL : PAUSE;
        } catch (StorageException | JdbiException trouble) {
            LOG.atError()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("reports could not be stored; their mails stay in the mailbox");
            return PAUSE;
        }
    }

    /// Looks into it now. Blocks, some minutes at most.
    ///
    /// @return empty when there is no mailbox
    /// @throws StorageException when a report could not be stored; its mail stays
    public Optional<Look> look() throws StorageException {
        looking.lock();
        try {
            var settings = table.settings();
            if (settings.isEmpty()) return Optional.empty();
            var look = new Looking().through(settings.get());
            last = look;
            return Optional.of(look);
        } finally {
            looking.unlock();
        }
    }

    @Override
    public void close() {
        rounds.close();
    }

    /// One connection.
    private final class Looking {
        private final List<Receipt> receipts = new ArrayList<>();
        private int returned;
        private int left;
        private boolean more;

        Look through(MailboxSettings settings) throws StorageException {
            ImapTrouble trouble = null;
            int most = ReportIntake.MOST_BYTES + MARGIN;
            try (var mailbox = imap.open(settings.server(), settings.password(), LIFE, most)) {
                through(mailbox, settings);
            } catch (ImapTrouble e) {
                trouble = e;
            }
            return new Look(clock.now(), receipts, returned, left, more, trouble);
        }

        private void through(ImapMailbox mailbox, MailboxSettings settings)
                throws ImapTrouble, StorageException {
            var opened = mailbox.change(settings.folder());
            var position = table.position();
            long from = position.validity() == opened.validity() ? position.uid() : 0;
            var uids = mailbox.since(from + 1).stream().sorted().toList();
            more = uids.size() > MOST_AT_ONCE;
            for (long uid : uids.stream().limit(MOST_AT_ONCE).toList()) {
                var here = new MailboxTable.Position(opened.validity(), uid);
                try {
                    if (take(mailbox, uid)) putAway(mailbox, uid, settings.taken());
                    else left++;
                } catch (ImapTrouble e) {
                    if (isInTheWay(uid)) table.reached(here);
                    throw e;
                }
                table.reached(here);
            }
        }

        private boolean isInTheWay(long uid) {
            stumbles = uid == stumblingBlock ? stumbles + 1 : 1;
            stumblingBlock = uid;
            return stumbles >= MOST_STUMBLES;
        }

        /// Whether all that the mail brought is stored, so that it is not needed any more.
        private boolean take(ImapMailbox mailbox, long uid) throws ImapTrouble, StorageException {
            var mail = mailbox.fetch(uid, ReportIntake.MOST_BYTES);
            if (mail.isEmpty() || !mail.get().whole()) return false;
            var found = intake.take(mail.get().bytes());
            if (found.isEmpty()) {
                if (!other.take(mail.get().bytes())) return false;
                returned++;
                return true;
            }
            receipts.addAll(found);
            return found.stream().allMatch(Receipt::kept);
        }

        private static void putAway(ImapMailbox mailbox, long uid, String folder)
                throws ImapTrouble {
            if (folder.isEmpty()) mailbox.delete(List.of(uid));
            else mailbox.move(List.of(uid), folder);
        }
    }
}
