package dev.facteur.feedback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.imap.Imap;
import dev.facteur.platform.imap.ImapServer;
import dev.facteur.platform.imap.ImapTrouble;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.testkit.DovecotMailbox;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/// With Dovecot.
@Tag("flow")
class ReportMailboxTest {
    @TempDir static Path folder;

    private static TestAuthority authority;
    private static DovecotMailbox dovecot;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T08:00:00Z"));
    private final Surroundings system = Surroundings.system();
    private final Imap imap = new Imap(system, new ClientTls(system.clock()));
    private OtherMail other = _ -> false;
    private Database database;
    private Sealer sealer;
    private ReportMailbox mailbox;
    private String user;

    @BeforeAll
    static void startServer() throws IOException {
        authority = TestAuthority.create(folder);
        dovecot = DovecotMailbox.start(folder.resolve("dovecot"), authority, "keep;");
    }

    @AfterAll
    static void stopServer() throws IOException {
        if (dovecot != null) dovecot.close();
    }

    @BeforeEach
    void start(TestInfo test) throws IOException {
        user = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        var own = Files.createDirectories(folder.resolve(user));
        database = Database.open(own.resolve("facteur.db"), () -> {});
        sealer = Sealer.open(own.resolve("key"), new SecureRandom());
        mailbox = of(database);
    }

    private ReportMailbox of(Database opened) {
        var shelf = new ReportShelf(opened, Duration.ofDays(400), clock);
        var intake =
                new ReportIntake(() -> List.of("shop.example"), shelf, Duration.ofDays(400), clock);
        return new ReportMailbox(opened, sealer, imap, intake, other, clock);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void reportsAreTakenAndTheirMailsMovedAndAllOthersStay() throws Exception {
        mailbox.use(settings(DovecotMailbox.PASSWORD, "Taken"));
        deliver(report("r-1"));
        deliver("Subject: hello\r\n\r\nHow are you?\r\n");
        deliver(report("r-2"));
        var look = mailbox.look().orElseThrow();
        assertThat(look.trouble()).isNull();
        assertThat(look.taken()).isEqualTo(2);
        assertThat(look.left()).isOne();
        assertThat(inFolder("INBOX")).isOne();
        assertThat(inFolder("Taken")).isEqualTo(2);
    }

    @Test
    void whatSomebodyElseTakesGoesAwayAsWell() throws Exception {
        other = mail -> new String(mail, ISO_8859_1).contains("Undelivered");
        mailbox = of(database);
        mailbox.use(settings(DovecotMailbox.PASSWORD, "Taken"));
        deliver("Subject: Undelivered Mail\r\n\r\nIt did not work.\r\n");
        deliver("Subject: hello\r\n\r\nHow are you?\r\n");
        var look = mailbox.look().orElseThrow();
        assertThat(look.returned()).isOne();
        assertThat(look.left()).isOne();
        assertThat(inFolder("INBOX")).isOne();
        assertThat(inFolder("Taken")).isOne();
    }

    @Test
    void mailThatStaysIsNotLookedAtAgainAlsoAfterARestart() throws Exception {
        mailbox.use(settings(DovecotMailbox.PASSWORD, "Taken"));
        deliver("Subject: hello\r\n\r\nHow are you?\r\n");
        assertThat(mailbox.look().orElseThrow().left()).isOne();
        assertThat(of(database).look().orElseThrow().left()).isZero();
        deliver(report("r-1"));
        assertThat(of(database).look().orElseThrow().taken()).isOne();
    }

    @Test
    void reportThatIsRefusedStays() throws Exception {
        mailbox.use(settings(DovecotMailbox.PASSWORD, ""));
        var other = new Reporter().on("other.example").saw("192.0.2.1", 1).xml();
        deliver(new String(Reporter.mail(other), ISO_8859_1));
        var look = mailbox.look().orElseThrow();
        assertThat(look.receipts()).extracting(Receipt::code).containsExactly("report-not-ours");
        assertThat(inFolder("INBOX")).isOne();
    }

    @Test
    void mailsCanBeDeletedInstead() throws Exception {
        mailbox.use(settings(DovecotMailbox.PASSWORD, ""));
        deliver(report("r-1"));
        assertThat(mailbox.look().orElseThrow().taken()).isOne();
        assertThat(inFolder("INBOX")).isZero();
    }

    @Test
    void reportThatIsKnownMakesItsMailGoAsWell() throws Exception {
        mailbox.use(settings(DovecotMailbox.PASSWORD, "Taken"));
        deliver(report("r-1"));
        deliver(report("r-1"));
        var look = mailbox.look().orElseThrow();
        assertThat(look.taken()).isOne();
        assertThat(look.receipts()).hasSize(2);
        assertThat(inFolder("INBOX")).isZero();
    }

    @Test
    void mailStaysWhenItsReportCannotBeStored() throws Exception {
        mailbox.use(settings(DovecotMailbox.PASSWORD, ""));
        deliver(report("r-1"));
        database.committer()
                .commit(transaction ->
                        transaction.update(
                                "CREATE TRIGGER full BEFORE INSERT ON dmarc_source BEGIN"
                                        + " SELECT RAISE(ABORT, 'full'); END"));
        assertThatThrownBy(mailbox::look).isInstanceOf(StorageException.class);
        assertThat(inFolder("INBOX")).isOne();
        database.committer().commit(transaction -> transaction.update("DROP TRIGGER full"));
        assertThat(mailbox.look().orElseThrow().taken()).isOne();
        assertThat(inFolder("INBOX")).isZero();
    }

    @Test
    void troubleIsToldWithItsKindAndWithoutThePassword() throws Exception {
        mailbox.use(settings("not-the-password", "Taken"));
        var trouble = Objects.requireNonNull(mailbox.look().orElseThrow().trouble());
        assertThat(trouble.kind()).isEqualTo(ImapTrouble.Kind.LOGIN);
        assertThat(trouble.getMessage()).doesNotContain("not-the-password");
        assertThat(mailbox.last().orElseThrow().trouble()).isSameAs(trouble);
    }

    @Test
    void passwordIsSealedOnDisk() throws Exception {
        mailbox.use(settings("a-very-secret-password", "Taken"));
        database.close();
        try (var files = Files.list(folder.resolve(user))) {
            for (var file : files.toList()) {
                assertThat(Files.readString(file, ISO_8859_1))
                        .doesNotContain("a-very-secret-password");
            }
        }
        database = Database.open(folder.resolve(user).resolve("facteur.db"), () -> {});
        assertThat(of(database).settings().orElseThrow().password())
                .isEqualTo(new Secret("a-very-secret-password"));
    }

    @Test
    void withoutAMailboxNothingIsLookedAt() throws Exception {
        assertThat(mailbox.look()).isEmpty();
        mailbox.use(settings(DovecotMailbox.PASSWORD, "Taken"));
        assertThat(mailbox.forget()).isTrue();
        assertThat(mailbox.forget()).isFalse();
        assertThat(mailbox.look()).isEmpty();
    }

    private MailboxSettings settings(String password, String taken) {
        ImapServer server = dovecot.implicit(user);
        return new MailboxSettings(
                server, new Secret(password), user + "@seed.test", "INBOX", taken);
    }

    private static String report(String id) {
        var file = Reporter.gzip(new Reporter().id(id).saw("192.0.2.1", 1).xml());
        return new String(Reporter.mail(file), ISO_8859_1);
    }

    private void deliver(String mail) throws IOException {
        dovecot.deliver(user, mail.replace("\r\n", "\n").replace("\n", "\r\n"));
    }

    private int inFolder(String name) throws IOException {
        var password = new Secret(DovecotMailbox.PASSWORD);
        try (var open =
                imap.open(dovecot.implicit(user), password, Duration.ofSeconds(30), 1 << 20)) {
            open.read(name);
            return open.since(1).size();
        }
    }
}
