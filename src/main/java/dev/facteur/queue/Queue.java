package dev.facteur.queue;

import dev.facteur.event.Echo;
import dev.facteur.event.EventLog;
import dev.facteur.event.MailEvent;
import dev.facteur.event.Trace;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Statement;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Committer;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import dev.facteur.spool.Spool;
import dev.facteur.suppress.Pseudonyms;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The state of every recipient, on disk. Each method is one durable transaction.
///
/// Thread-safe. What is in memory for speed is the [Dispatcher]'s.
public final class Queue {
    private static final Logger LOG = LoggerFactory.getLogger(Queue.class);
    private static final Duration DISK_TROUBLE_PAUSE = Duration.ofSeconds(1);
    private static final Duration AFTER_OWN_FAULT = Duration.ofMinutes(5);

    private final Committer committer;
    private final QueueReads reads;
    private final Spool spool;
    private final Clock clock;
    private final Interventions interventions;
    private final BiPredicate<Long, Stream> byDomain;
    private final Pseudonyms pseudonyms;

    /// All lanes go to a server that takes everything.
    public Queue(Database database, Spool spool, Clock clock) {
        this(database, spool, clock, (_, _) -> false, new Pseudonyms(new byte[32]));
    }

    /// @param byDomain whether the lanes of a site's stream are cut by the recipients' domains; may
    ///   change, see [#cut]
    /// @param pseudonyms of people who were erased, and are not to be written to all the same
    public Queue(
            Database database,
            Spool spool,
            Clock clock,
            BiPredicate<Long, Stream> byDomain,
            Pseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
        this.byDomain = byDomain;
        this.committer = database.committer();
        this.reads = new QueueReads(database.reads());
        this.spool = spool;
        this.clock = clock;
        this.interventions = new Interventions(committer, spool, clock);
    }

    /// Stores a mail as part of somebody's unit of work. Its bytes must be sound.
    ///
    /// @return the recipients that it will not go to, because their addresses are suppressed. When
    ///   that is all of them, its bytes are nobody's once the work is durable.
    public List<Recipient> insert(Transaction transaction, NewMail mail)
            throws SQLException, StorageException {
        spool.requireSound(mail.mail().place());
        return QueueTable.insert(transaction, mail, cutsByDomain(mail), pseudonyms);
    }

    /// The addresses that a stored mail does not go to.
    public List<String> suppressed(Transaction transaction, MailId mail) throws SQLException {
        return transaction.query(
                """
                SELECT address FROM recipient
                WHERE mail_id = ? AND state = 'suppressed' ORDER BY number\
                """,
                row -> row.getString(1),
                mail.value());
    }

    /// Whether its recipients stand in lanes by domain. Pinned ones are few and need none.
    public boolean cutsByDomain(NewMail mail) {
        return mail.pinned() == 0 && byDomain.test(mail.mail().siteId(), mail.stream());
    }

    /// Brings the lanes of all who wait in line with what is wanted now.
    ///
    /// @return how many recipients stand in another lane than before
    public int cut() throws StorageException {
        var streams = reads.streams();
        return committer.commit(transaction -> {
            int moved = 0;
            for (var one : streams) {
                boolean wanted = byDomain.test(one.siteId(), one.stream());
                moved += QueueTable.cut(transaction, one, wanted);
            }
            return moved;
        });
    }

    /// Tells the spool which segments are needed, and takes up what an earlier run left in the
    /// middle of an attempt: it may have been delivered, so it is tried again, or held where
    /// `holds` says so for the site's stream.
    public int recover(BiPredicate<Long, Stream> holds) throws StorageException {
        reads.unfinishedBySegment().forEach(spool::restore);
        var now = clock.now();
        return committer.commit(transaction -> {
            var interrupted = QueueTable.interrupted(transaction);
            for (var one : interrupted) {
                boolean held = holds.test(one.siteId(), Stream.of(one.stream()));
                var settlement = interrupted(one, held ? null : now);
                QueueTable.settle(transaction, one.mail(), State.LEASED, settlement, now);
            }
            return interrupted.size();
        });
    }

    private static Settlement interrupted(QueueTable.Interrupted one, @Nullable Instant next) {
        var trace = ownFault(one.attempts(), one.route(), Saying.ENDED_WITH_PROGRAM.with());
        return new Settlement(
                one.recipient(),
                next == null ? State.HELD : State.QUEUED,
                next,
                new MailEvent.Uncertain(trace, next),
                "");
    }

    private static Trace ownFault(int attempt, String route, Statement why) {
        return new Trace(
                attempt, route, null, null, null, null, null, null, "LOCAL", why, null, null);
    }

    /// Ends a lease whose attempt was ended by an error of the program; it is tried again.
    ///
    /// @return when
    Instant putBack(Lease lease, String route) throws InterruptedException {
        var next = clock.now().plus(AFTER_OWN_FAULT);
        var settlements = new ArrayList<Settlement>();
        for (var leased : lease.recipients()) {
            var trace = ownFault(leased.attempt(), route, Saying.ENDED_BY_ERROR.with());
            settlements.add(
                    new Settlement(
                            leased.recipient().number(),
                            State.QUEUED,
                            next,
                            new MailEvent.Uncertain(trace, next),
                            ""));
        }
        settle(lease, settlements, null);
        return next;
    }

    /// Takes leases. The answer has one lease for each wanted one, in their order, with the
    /// recipients that were still to be had: perhaps none.
    CompletableFuture<List<Lease>> lease(List<Lease> wanted, String outlet) {
        var now = clock.now();
        var taking =
                committer.enqueue(transaction -> {
                    var taken = new ArrayList<QueueTable.Taken>(wanted.size());
                    for (var lease : wanted) {
                        taken.add(QueueTable.lease(transaction, lease, outlet, pseudonyms, now));
                    }
                    return taken;
                });
        return taking.thenApply(taken -> taken.stream().map(this::letGo).toList());
    }

    private Lease letGo(QueueTable.Taken taken) {
        var lease = taken.lease();
        if (taken.finished()) spool.finished(lease.mail().place().segment());
        return lease;
    }

    /// Ends a lease: every recipient's new state, its event, and the report to the submitter if
    /// there is one, in one transaction.
    ///
    /// An outcome must not be forgotten because the disk is in trouble, so this waits until it is
    /// kept, if need be without the report.
    ///
    /// @return whether the report was stored
    /// @throws InterruptedException at shutdown; the lease is then found by the next start
    public boolean settle(Lease lease, List<Settlement> settlements, @Nullable NewMail report)
            throws InterruptedException {
        var wanted = report;
        while (true) {
            try {
                var carried = wanted;
                var settled =
                        committer.commit(t -> settle(t, lease, State.LEASED, settlements, carried));
                if (settled.finished()) spool.finished(lease.mail().place().segment());
                if (!settled.reported()) giveUp(report);
                return settled.reported();
            } catch (StorageException trouble) {
                if (Thread.interrupted() || !committer.running()) throw new InterruptedException();
                LOG.atError()
                        .addKeyValue("mail", lease.mail().id())
                        .addKeyValue("reason", trouble.getMessage())
                        .log("an outcome could not be stored; trying again");
                clock.sleepUntil(clock.now().plus(DISK_TROUBLE_PAUSE));
                // The report's bytes may be what the disk refused.
                wanted = null;
            }
        }
    }

    /// Ends the lifetime of queued recipients, of all or of none: when somebody retried or
    /// cancelled one since they were read, the report would tell of him too. What is over is found
    /// again by [#expired].
    ///
    /// @return whether they have ended and the report is stored
    public boolean expire(Lease lease, List<Settlement> settlements, @Nullable NewMail report)
            throws StorageException {
        var now = clock.now();
        var settled = Settled.NOTHING;
        try {
            settled =
                    committer.commit(t ->
                            QueueTable.expired(t, lease, now)
                                    ? settle(t, lease, State.QUEUED, settlements, report)
                                    : Settled.NOTHING);
            if (settled.finished()) spool.finished(lease.mail().place().segment());
            return settled.moved();
        } finally {
            if (!settled.reported()) giveUp(report);
        }
    }

    /// The bytes of a report that was not stored are nobody's.
    private void giveUp(@Nullable NewMail report) {
        if (report != null) spool.finished(report.mail().place().segment());
    }

    private record Settled(boolean moved, boolean finished, boolean reported) {
        static final Settled NOTHING = new Settled(false, false, false);
    }

    private Settled settle(
            Transaction transaction,
            Lease lease,
            State from,
            List<Settlement> settlements,
            @Nullable NewMail report)
            throws SQLException, StorageException {
        var now = clock.now();
        var mail = lease.mail().id();
        boolean moved = false;
        boolean ended = false;
        for (var settlement : settlements) {
            if (!QueueTable.settle(transaction, mail, from, settlement, now)) continue;
            moved = true;
            ended |= !settlement.state().open();
        }
        boolean reports = report != null && moved;
        if (report != null && moved) {
            insertReport(transaction, mail, report);
        }
        boolean finished = ended && QueueTable.finishIfDone(transaction, mail, now);
        return new Settled(moved, finished, reports);
    }

    private void insertReport(Transaction transaction, MailId about, NewMail report)
            throws SQLException, StorageException {
        insert(transaction, report);
        var event = new MailEvent.Reported("report", report.mail().id().toString());
        EventLog.append(transaction, about, null, clock.now(), event);
    }

    /// Notes that nobody is to be told of these recipients' delay any more, and stores the report
    /// that tells of it, if there is one. When one of them was leased or ended since they were
    /// read, nothing is stored; those who still wait are found again by [#late].
    ///
    /// @return whether the report is stored
    public boolean noteDelay(Lease lease, @Nullable NewMail report) throws StorageException {
        boolean stored = false;
        try {
            stored =
                    committer.commit(transaction -> {
                        if (!QueueTable.noteDelay(transaction, lease)) return false;
                        if (report == null) return false;
                        insertReport(transaction, lease.mail().id(), report);
                        return true;
                    });
            return stored;
        } finally {
            if (!stored) giveUp(report);
        }
    }

    /// Stops what is not being attempted this moment.
    ///
    /// @return how many recipients were cancelled
    public int cancel(MailId mail, String by) throws StorageException {
        return interventions.cancel(mail, by, _ -> true);
    }

    /// As above, for one recipient.
    public int cancel(MailId mail, int recipient, String by) throws StorageException {
        return interventions.cancel(mail, by, number -> number == recipient);
    }

    /// Makes recipients due now. A lifetime that is over starts again with `lifetime`.
    ///
    /// @param states those that are meant; whoever is delivered or being tried is not to be retried
    /// @return how many recipients will be tried; 0 also when the bytes are no longer kept
    public int retry(MailId mail, String by, Duration lifetime, List<State> states)
            throws StorageException {
        return interventions.retry(mail, by, lifetime, states);
    }

    /// Notes what came back of a recipient's mail, as part of somebody's unit of work.
    ///
    /// @param now when it was told
    /// @return the mail's segment where the mail is finished by that: [#letGo] once the work is
    ///   durable
    public OptionalLong note(
            Transaction transaction, MailId mail, int recipient, Echo echo, Instant now)
            throws SQLException {
        if (!Fates.note(transaction, mail, recipient, echo, now)) return OptionalLong.empty();
        return OptionalLong.of(
                transaction
                        .one(
                                "SELECT segment FROM mail WHERE id = ?",
                                r -> r.getLong(1),
                                mail.value())
                        .orElseThrow());
    }

    /// The sender of a mail that came back is to be told, as part of somebody's unit of work.
    public void owe(Transaction transaction, MailId mail, int recipient) throws SQLException {
        Returns.owe(transaction, mail, recipient);
    }

    /// Mail that came back, of which its sender has not been told.
    public List<CameBack> cameBack(int limit) {
        return reads.returned(limit);
    }

    /// Notes that nobody is to be told of it any more, and stores the report that tells of it, if
    /// there is one.
    ///
    /// @return whether the report is stored
    public boolean noteReturn(CameBack back, @Nullable NewMail report) throws StorageException {
        var mail = back.lease().mail().id();
        int number = back.lease().recipients().getFirst().recipient().number();
        boolean stored = false;
        try {
            stored =
                    committer.commit(transaction -> {
                        if (!Returns.told(transaction, mail, number) || report == null) {
                            return false;
                        }
                        insertReport(transaction, mail, report);
                        return true;
                    });
            return stored;
        } finally {
            if (!stored) giveUp(report);
        }
    }

    /// The bytes of a mail that was finished are nobody's.
    public void letGo(long segment) {
        spool.finished(segment);
    }

    /// Queues what was to be sent later and is due now.
    ///
    /// @param limit recipients at most
    /// @return the mails; none when nothing is due
    Set<MailId> release(int limit) throws StorageException {
        var now = clock.now();
        return committer.commit(transaction -> {
            var mails = new LinkedHashSet<MailId>();
            for (var due : QueueTable.scheduledUntil(transaction, now, limit)) {
                var event = new MailEvent.Released();
                var go = new Settlement(due.recipient(), State.QUEUED, now, event, "");
                QueueTable.settle(transaction, due.mail(), State.SCHEDULED, go, now);
                mails.add(due.mail());
            }
            return mails;
        });
    }

    Optional<Instant> nextRelease() {
        return reads.nextRelease();
    }

    /// Queued recipients whose lifetime is over.
    public List<Lease> expired(int limit) {
        return reads.expired(clock.now(), limit);
    }

    /// Queued recipients of mails accepted until then of whose delay nobody was told.
    public List<Lease> late(Instant accepted, int limit) {
        return reads.late(accepted, limit);
    }

    QueueReads reads() {
        return reads;
    }
}
