package dev.facteur.seed;

import dev.facteur.account.Accounts;
import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.imap.Imap;
import dev.facteur.platform.imap.ImapTrouble;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.report.Mails;
import dev.facteur.route.Routes;
import dev.facteur.submit.Reception;
import dev.facteur.submit.Submitter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends test mails, and knows where each of them stands. Safe for use by many threads; closing
/// ends the search in mailboxes.
public final class TestMails implements AutoCloseable {
    private static final int TOKEN_LENGTH = 16;
    private static final String TOKEN_CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    private final Surroundings world;
    private final TestOrders orders;
    private final Seeds seeds;
    private final Reception reception;
    private final TestTable table;
    private final Search search;
    private final Watchers watchers;
    private final String gateway;

    /// What a test needs of the rest of the gateway.
    ///
    /// @param gateway its name
    public record Stages(
            Database database,
            Accounts accounts,
            Routes routes,
            Reception reception,
            Mails mails,
            Seeds seeds,
            Imap imap,
            String gateway) {}

    /// What somebody asks for. What is null takes what is usual.
    ///
    /// @param to an address that we cannot look into
    /// @param seeds names of mailboxes; with neither they are all meant
    /// @param from an address of a domain that the site may send as
    /// @param route the only one that may be taken
    /// @param seconds how long to look for it
    public record Wanted(
            @Nullable String to,
            @Nullable List<String> seeds,
            @Nullable String from,
            @Nullable String route,
            @Nullable String site,
            @Nullable Integer seconds,
            @Nullable String language) {}

    public TestMails(Stages stages, Surroundings world) {
        this.world = world;
        this.seeds = stages.seeds();
        this.orders = new TestOrders(stages.accounts(), stages.routes(), stages.seeds());
        this.reception = stages.reception();
        this.table = new TestTable(stages.database());
        this.search = new Search(stages.imap());
        this.watchers = new Watchers(table, search, stages.mails(), world);
        this.gateway = stages.gateway();
    }

    /// Takes up what an earlier run was looking for.
    public void start() {
        for (var mail : table.lookedFor()) {
            for (var seed : seeds.all()) {
                if (seed.name().equals(mail.seed())) watchers.follow(mail, seed);
            }
        }
    }

    /// Hands the mails over by the rule of all doors; returns when they are kept.
    ///
    /// @return the mails, all of one test
    public List<TestMail> send(Wanted wanted) throws Objection, StorageException {
        var order = orders.order(wanted);
        var test = token();
        var sent = new ArrayList<TestMail>();
        for (var goal : order.goals()) sent.add(send(test, order, goal));
        return sent;
    }

    private TestMail send(String test, TestOrder order, TestOrder.Goal goal)
            throws Objection, StorageException {
        var token = token();
        var now = world.clock().now();
        var letter =
                new TestLetter(
                        token, order.sender(), goal.address(), gateway, order.language(), now);
        var route = order.route();
        var id = handOver(order, goal.address(), letter.bytes());
        var seed = goal.seed();
        var mail =
                new TestMail(
                        id,
                        test,
                        token,
                        seed == null ? "" : seed.name(),
                        goal.address(),
                        order.sender(),
                        route == null ? "" : route.name(),
                        order.language(),
                        now,
                        now.plus(order.patience()),
                        null,
                        "",
                        "",
                        Proofs.NONE,
                        null);
        table.add(mail);
        if (seed != null) watchers.follow(mail, seed);
        return mail;
    }

    private MailId handOver(TestOrder order, Address to, byte[] message) throws Objection {
        var route = order.route();
        var submitter =
                new Submitter(
                        order.site(), null, "local", null, "", "", route == null ? 0 : route.id());
        var envelope =
                Envelope.of(
                        order.sender(),
                        // Whoever tests is told by the test; its sender may be nobody.
                        List.of(new Recipient(0, to, Notify.NEVER, null)));
        try (var intake = reception.begin(submitter, envelope, null)) {
            intake.write(message, 0, message.length);
            return intake.finish().id();
        } catch (Rejected rejected) {
            var said = rejected.reply().toString();
            throw new Objection(
                    Kind.CONFLICT,
                    "test-not-taken",
                    to.toString(),
                    "the gateway does not take the mail: " + said,
                    said);
        }
    }

    private String token() {
        var token = new StringBuilder();
        for (int i = 0; i < TOKEN_LENGTH; i++) {
            token.append(
                    TOKEN_CHARACTERS.charAt(world.random().nextInt(TOKEN_CHARACTERS.length())));
        }
        return token.toString();
    }

    /// The mails of one test.
    public List<TestMail> of(String test) throws Objection {
        var mails = table.of(test);
        if (!mails.isEmpty()) return mails;
        throw unknown(test);
    }

    /// That there is no such test.
    public static Objection unknown(String test) {
        return new Objection(
                Kind.UNKNOWN, "test-unknown", test, "there is no test with the id " + test);
    }

    /// What came of earlier tests, the newest first.
    ///
    /// @param seed `""` for all mailboxes
    public List<TestMail> history(String seed, int limit) {
        return table.sentTo(seed, limit);
    }

    /// The bytes of a mail as it arrived, or, where nobody could look, as it was written.
    public byte[] bytes(TestMail mail) {
        var arrived = watchers.arrived(mail.id());
        if (arrived != null) return arrived;
        return new TestLetter(
                        mail.token(),
                        mail.sender(),
                        mail.address(),
                        gateway,
                        mail.language(),
                        mail.at())
                .bytes();
    }

    /// What there is to be found in a mailbox.
    ///
    /// @param junk the folder for spam; `""` when none is known
    public record Mailbox(int folders, String junk, boolean gmail) {}

    /// Connects, logs in, and lists. Blocks for a minute at most.
    public Mailbox check(Seed seed) throws ImapTrouble {
        var layout = search.layout(seed);
        return new Mailbox(layout.folders(), layout.junk(), layout.gmail());
    }

    @Override
    public void close() {
        watchers.close();
    }
}
