package dev.facteur.queue;

import dev.facteur.event.MailEvent;
import dev.facteur.event.Trace;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Stream;
import dev.facteur.mail.Urgency;
import dev.facteur.platform.db.Database;
import dev.facteur.spool.Place;
import dev.facteur.spool.Spool;
import dev.facteur.spool.SpooledMail;
import dev.facteur.suppress.Pseudonyms;
import dev.facteur.testkit.FaultyDisk;
import dev.facteur.testkit.FreshKeys;
import dev.facteur.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A queue on a real database, with a spool in memory and a clock that the test turns. Mails expire
/// after two days.
public final class QueueScene implements AutoCloseable {
    public static final Duration LIFETIME = Duration.ofDays(2);

    public final ManualClock clock = new ManualClock();
    public final Database database;
    public final Spool spool;
    public final Queue queue;
    private Notify notification = Notify.UNSTATED;
    private final AtomicLong ids = new AtomicLong(1_000);

    private volatile boolean byDomain;

    private QueueScene(Path folder, Spool.Settings settings) throws Exception {
        database = Database.open(folder.resolve("facteur.db"), () -> {});
        spool = Spool.open(new FaultyDisk(), clock, Path.of("/spool"), settings, FreshKeys.make());
        queue = new Queue(database, spool, clock, (_, _) -> byDomain, new Pseudonyms(new byte[32]));
    }

    /// Lanes are cut by domain from now on, or not any more.
    QueueScene byDomain(boolean wanted) {
        byDomain = wanted;
        return this;
    }

    public static QueueScene open(Path folder) throws Exception {
        return new QueueScene(folder, Spool.Settings.of(0));
    }

    /// Each mail has a segment of its own, and a sweep deletes what nobody needs at once.
    static QueueScene keepingNothing(Path folder) throws Exception {
        return new QueueScene(folder, new Spool.Settings(1, 256 << 10, 0));
    }

    /// What the recipients of the mails to come state.
    public void notification(Notify wishes) {
        notification = wishes;
    }

    NewMail mail(long site, Urgency urgency, String... to) throws Exception {
        var recipients = new ArrayList<Recipient>();
        for (var name : to) {
            var address =
                    name.contains("@") ? Address.parse(name) : new Address(name, "example.com");
            recipients.add(new Recipient(recipients.size(), address, notification, null));
        }
        var sender = new Address("shop", "example.org");
        var spooled =
                new SpooledMail(
                        new MailId(ids.incrementAndGet()),
                        site,
                        sender,
                        Envelope.Body.SEVEN_BIT,
                        false,
                        Envelope.Returned.UNSTATED,
                        null,
                        place());
        var envelope = Envelope.of(sender, recipients);
        var stream = urgency == Urgency.BROADCAST ? Stream.BROADCAST : Stream.TRANSACTIONAL;
        return new NewMail(
                spooled,
                envelope,
                null,
                stream,
                urgency,
                "",
                "",
                "",
                clock.now(),
                clock.now().plus(LIFETIME),
                new MailEvent.Accepted("site", null, "test", "", to.length, 1));
    }

    private Place place() throws Exception {
        try (var draft = spool.draft()) {
            draft.write(new byte[] {'x'}, 0, 1);
            return draft.place();
        }
    }

    /// Stores a mail, as an acceptance does.
    public NewMail store(long site, Urgency urgency, String... to) throws Exception {
        var mail = mail(site, urgency, to);
        database.committer()
                .commit(transaction -> {
                    queue.insert(transaction, mail);
                    return 0;
                });
        return mail;
    }

    /// Stores a mail and takes its lease.
    public Lease leased(String... to) throws Exception {
        return lease(store(1, Urgency.NORMAL, to));
    }

    /// Leases what is still to be had of a mail: perhaps nobody.
    public Lease lease(NewMail mail) throws Exception {
        return queue.lease(mail.leases(), "provider").get().getFirst();
    }

    /// Ends an attempt: all its recipients come to `state`, queued ones due after `wait`.
    public void settle(Lease lease, State state, @Nullable Duration wait)
            throws InterruptedException {
        queue.settle(lease, settlements(lease, state, wait), null);
    }

    List<Settlement> settlements(Lease lease, State state, @Nullable Duration wait) {
        var settlements = new ArrayList<Settlement>();
        for (var leased : lease.recipients()) {
            var trace =
                    new Trace(
                            leased.attempt(),
                            "provider",
                            null,
                            null,
                            null,
                            null,
                            null,
                            "250 ok",
                            null,
                            null,
                            null,
                            null);
            settlements.add(
                    new Settlement(
                            leased.recipient().number(),
                            state,
                            wait == null ? null : clock.now().plus(wait),
                            new MailEvent.Delivered(trace),
                            "250 ok"));
        }
        return settlements;
    }

    public List<String> events(MailId mail) {
        return read("SELECT kind FROM event WHERE mail_id = ? ORDER BY id", mail);
    }

    List<String> states(MailId mail) {
        return read("SELECT state FROM recipient WHERE mail_id = ? ORDER BY number", mail);
    }

    private List<String> read(String sql, MailId mail) {
        return database.reads()
                .withHandle(
                        h -> h.createQuery(sql).bind(0, mail.value()).mapTo(String.class).list());
    }

    @Override
    public void close() {
        database.close();
        spool.close();
    }
}
