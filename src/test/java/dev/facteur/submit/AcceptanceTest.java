package dev.facteur.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.account.Credential;
import dev.facteur.account.SendingLimits;
import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Stream;
import dev.facteur.mail.Urgency;
import dev.facteur.platform.db.Database;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.queue.NewMail;
import dev.facteur.queue.Queue;
import dev.facteur.spool.Spool;
import dev.facteur.testkit.FaultyDisk;
import dev.facteur.testkit.FreshKeys;
import dev.facteur.testkit.ManualClock;
import dev.facteur.track.MailTracking;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rule behind all doors, on a real database and a spool whose disk obeys the test.
class AcceptanceTest {
    private static final Address ANNA = new Address("anna", "shop.example");
    private static final String HEADER =
            "From: Anna <anna@shop.example>\r\nTo: bob@example.com\r\nSubject: Order\r\n";
    private static final String COMPLETE =
            HEADER + "Date: Mon, 1 Jun 2026 08:00:00 +0000\r\nMessage-ID: <1@shop.example>\r\n";

    @TempDir Path folder;

    private final ManualClock clock = new ManualClock();
    private final FaultyDisk disk = new FaultyDisk();
    private final List<NewMail> arrived = new ArrayList<>();
    private final Credential credential =
            new Credential(7, 1, "shop", Credential.Kind.SMTP, List.of(), true);
    private Database database;
    private Spool spool;
    private Acceptance acceptance;

    @BeforeEach
    void open() throws Exception {
        var settings = Spool.Settings.of(1_000);
        spool = Spool.open(disk, clock, Path.of("/spool"), settings, FreshKeys.make());
        database = Database.open(folder.resolve("facteur.db"), spool::sync);
        acceptance =
                acceptance(
                        new Acceptance.Stores(
                                spool,
                                new Queue(database, spool, clock),
                                database.committer(),
                                arrived::add));
    }

    private Acceptance acceptance(Acceptance.Stores stores) {
        return new Acceptance(
                stores,
                new MailIds(clock, new Random(1)),
                (site, who, sender) -> sender.domain().equals("shop.example"),
                clock,
                new Acceptance.Settings(
                        "mx.test", 100_000, 3, Map.of(Stream.TRANSACTIONAL, Duration.ofHours(8))),
                new SimpleMeterRegistry());
    }

    /// Tests and alerts go also where a site has used up what it may send.
    @Test
    void sitesLimitIsNotForTheOperatorsMail() throws Exception {
        var limited =
                acceptance(
                        new Acceptance.Stores(
                                spool,
                                new Queue(database, spool, clock),
                                database.committer(),
                                arrived::add,
                                (_, _) -> false,
                                MailTracking.none(),
                                _ -> new SendingLimits(null, 1, null)));
        var site = submitter("192.0.2.1");
        var operator = new Submitter(site.site(), null, "local", null, "", "", 0);
        var envelope = envelope(ANNA, "bob");
        limited.begin(site, envelope, null).close();
        assertThatThrownBy(() -> limited.begin(site, envelope, null))
                .isInstanceOf(SiteLimitReached.class);
        limited.begin(operator, envelope, null).close();
    }

    @AfterEach
    void close() {
        database.close();
        spool.close();
    }

    private Submitter submitter(String client) throws Exception {
        return new Submitter(
                new Site(1, "shop", true),
                credential,
                "ESMTPSA",
                InetAddress.getByName(client),
                "web.shop.example",
                "TLSv1.3 TLS_AES_256_GCM_SHA384");
    }

    private static Envelope envelope(@Nullable Address sender, String... to) {
        var recipients = new ArrayList<Recipient>();
        for (var name : to) {
            var address = new Address(name, "example.com");
            recipients.add(new Recipient(recipients.size(), address, Notify.UNSTATED, null));
        }
        return Envelope.of(sender, recipients);
    }

    private Intake.Kept accept(String message) throws Exception {
        return accept(message, null, "bob");
    }

    private Intake.Kept accept(String message, @Nullable String key, String... to)
            throws Exception {
        try (var intake = acceptance.begin(submitter("192.0.2.7"), envelope(ANNA, to), key)) {
            var bytes = message.getBytes(StandardCharsets.UTF_8);
            // In two pieces, so that nothing depends on where a read ends.
            int half = bytes.length / 2;
            intake.write(bytes, 0, half);
            intake.write(bytes, half, bytes.length - half);
            return intake.finish();
        }
    }

    private String stored() throws Exception {
        try (var content = spool.open(arrived.getLast().mail().place())) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void refused(String message, int code, String status, String words) {
        assertThatThrownBy(() -> accept(message))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> {
                            assertThat(rejected.reply().code()).isEqualTo(code);
                            assertThat(rejected.reply().status()).isEqualTo(status);
                            assertThat(rejected.reply().toString()).contains(words);
                        });
        assertThat(arrived).isEmpty();
        assertThat(count("mail")).isZero();
    }

    private long count(String table) {
        return database.reads()
                .withHandle(h ->
                        h.createQuery("SELECT count(*) FROM " + table).mapTo(Long.class).one());
    }

    @Test
    void aCompleteMailIsKeptAsItWasUnderOneReceivedLine() throws Exception {
        var message = COMPLETE + "\r\nHello Bob,\r\n.dots and\ttabs stay \r\n";
        var kept = accept(message);
        assertThat(stored()).startsWith("Received: from ").endsWith(message);
        assertThat(stored().split("Received:", -1)).hasSize(2);
        assertThat(stored()).contains("by mx.test with ESMTPSA", "id " + kept.id());
        assertThat(count("recipient")).isEqualTo(1);
        assertThat(count("event")).isEqualTo(1);
    }

    @Test
    void dateAndMessageIdAreAddedWhenTheyAreMissing() throws Exception {
        var kept = accept(HEADER + "\r\nHello\r\n");
        assertThat(stored())
                .contains("Date: Mon, 1 Jun 2026 08:00:00 +0000\r\n")
                .contains("Message-ID: <" + kept.id() + "@shop.example>\r\n")
                .endsWith(HEADER + "\r\nHello\r\n");
    }

    @Test
    void bccStaysBehindAlsoWhenItIsFolded() throws Exception {
        accept(
                COMPLETE
                        + "Bcc: secret@example.com,\r\n other@example.com\r\nX-A: b\r\n\r\nHello\r\n");
        assertThat(stored()).doesNotContain("secret").doesNotContain("other@");
        assertThat(stored()).endsWith("Message-ID: <1@shop.example>\r\nX-A: b\r\n\r\nHello\r\n");
    }

    @Test
    void thePrivateAddressOfTheSiteIsNotTold() throws Exception {
        for (var secret :
                List.of("10.1.2.3", "192.168.0.9", "127.0.0.1", "fd00::1", "100.64.0.1")) {
            var message = HEADER + "\r\nHello\r\n";
            try (var intake = acceptance.begin(submitter(secret), envelope(ANNA, "bob"), null)) {
                var bytes = message.getBytes(StandardCharsets.UTF_8);
                intake.write(bytes, 0, bytes.length);
                intake.finish();
            }
            assertThat(stored()).startsWith("Received: from localhost\r\n").doesNotContain(secret);
        }
        accept(HEADER + "\r\nHello\r\n");
        assertThat(stored()).startsWith("Received: from web.shop.example ([192.0.2.7])");
    }

    @Test
    void somebodyElsesFromIsRefused() {
        var stranger = HEADER.replace("anna@shop.example", "ceo@bank.example");
        refused(stranger + "\r\nHi\r\n", 550, "5.7.1", "ceo@bank.example");
    }

    @Test
    void oneForeignAddressAmongSeveralIsRefused() {
        var two = HEADER.replace("<anna@shop.example>", "<anna@shop.example>, ceo@bank.example");
        refused(two + "\r\nHi\r\n", 550, "5.7.1", "ceo@bank.example");
        refused(HEADER + "Sender: x@bank.example\r\n\r\nHi\r\n", 550, "5.7.1", "x@bank.example");
    }

    @Test
    void somebodyElsesEnvelopeSenderIsRefused() throws Exception {
        var stranger = new Address("ceo", "bank.example");
        var submitter = submitter("192.0.2.7");
        assertThatThrownBy(() -> acceptance.begin(submitter, envelope(stranger, "bob"), null))
                .hasMessageContaining("5.7.1");
    }

    @Test
    void aHeaderFieldThatStandsTwiceIsRefused() {
        for (var field : List.of("From: b@shop.example", "Subject: other", "To: x@y.example")) {
            refused(HEADER + field + "\r\n\r\nHi\r\n", 550, "5.6.0", "more than one");
        }
    }

    @Test
    void aMailWithoutFromIsRefused() {
        refused("To: bob@example.com\r\n\r\nHi\r\n", 550, "5.6.0", "From");
    }

    @Test
    void aMailThatHasPassedTooManyServersIsRefused() {
        refused("Received: by a\r\n".repeat(101) + HEADER + "\r\nHi\r\n", 554, "5.4.6", "loop");
    }

    @Test
    void theSizeIsEnforcedWhileBytesArrive() throws Exception {
        try (var intake = acceptance.begin(submitter("192.0.2.7"), envelope(ANNA, "bob"), null)) {
            var header = (HEADER + "\r\n").getBytes(StandardCharsets.UTF_8);
            intake.write(header, 0, header.length);
            intake.write(new byte[60_000], 0, 60_000);
            assertThatThrownBy(() -> intake.write(new byte[60_000], 0, 60_000))
                    .hasMessageContaining("552 5.3.4");
        }
        assertThat(disk.list(Path.of("/spool"))).isEmpty();
    }

    @Test
    void tooManyRecipientsAreRefusedForNow() throws Exception {
        var submitter = submitter("192.0.2.7");
        assertThatThrownBy(
                        () -> acceptance.begin(submitter, envelope(ANNA, "a", "b", "c", "d"), null))
                .hasMessageContaining("452 4.5.3");
    }

    @Test
    void aHeaderWithoutEndIsRefusedBeforeItFillsTheMemory() {
        refused("X: y\r\n".repeat(16_000) + HEADER + "\r\nHi\r\n", 550, "5.6.0", "field");
    }

    /// A header that could not be read again would not tell in whose name its mail leaves.
    @Test
    void theKeptHeaderCanAlwaysBeReadAgain() throws Exception {
        int taken = HeaderBlock.MAX_FIELDS - 3 - 3;
        accept("X: y\r\n".repeat(taken) + HEADER + "\r\nHi\r\n");
        var kept = stored().getBytes(StandardCharsets.UTF_8);
        assertThat(HeaderBlock.parse(kept, kept.length).fields()).hasSize(HeaderBlock.MAX_FIELDS);
        arrived.clear();
        assertThatThrownBy(() -> accept("X: y\r\n".repeat(taken + 1) + HEADER + "\r\nHi\r\n"))
                .hasMessageContaining("too many fields");
    }

    @Test
    void nestingWithoutEndIsRefused() {
        var message = new StringBuilder(HEADER);
        for (int i = 0; i < 60; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b").append(i);
            message.append("\r\n\r\n--b").append(i).append("\r\n");
        }
        refused(message + "\r\n", 550, "5.6.0", "");
    }

    @Test
    void aRepeatedSubmissionIsRecognisedAndKeptOnce() throws Exception {
        var first = accept(COMPLETE + "\r\nHello\r\n");
        var second = accept(COMPLETE + "\r\nHello\r\n");
        assertThat(second.repeated()).isTrue();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(arrived).hasSize(1);
        assertThat(count("mail")).isEqualTo(1);
    }

    @Test
    void aSubmissionIsForgottenAfterADay() throws Exception {
        accept(COMPLETE + "\r\nHello\r\n");
        clock.advance(Duration.ofHours(25));
        assertThat(accept(COMPLETE + "\r\nHello\r\n").repeated()).isFalse();
        assertThat(accept(COMPLETE + "\r\nHello\r\n").repeated()).isTrue();
    }

    @Test
    void anotherBodyOrAnotherRecipientMakesAnotherMail() throws Exception {
        accept(COMPLETE + "\r\nHello\r\n");
        assertThat(accept(COMPLETE + "\r\nHello!\r\n").repeated()).isFalse();
        assertThat(accept(COMPLETE + "\r\nHello\r\n", null, "carol").repeated()).isFalse();
    }

    @Test
    void twoEqualMailsWithoutMessageIdAreTwoMails() throws Exception {
        accept(HEADER + "\r\nHello\r\n");
        assertThat(accept(HEADER + "\r\nHello\r\n").repeated()).isFalse();
        assertThat(arrived).hasSize(2);
    }

    @Test
    void theClientsOwnKeyCountsAlsoWithoutMessageIdAndNeverForAnotherMessage() throws Exception {
        var first = accept(HEADER + "\r\nHello\r\n", "order-1", "bob");
        assertThat(accept(HEADER + "\r\nHello\r\n", "order-1", "bob").id()).isEqualTo(first.id());
        assertThatThrownBy(() -> accept(HEADER + "\r\nOther\r\n", "order-1", "bob"))
                .isInstanceOf(KeyReused.class);
        assertThat(accept(HEADER + "\r\nHello\r\n", "order-2", "bob").repeated()).isFalse();
    }

    @Test
    void aFullDiskIsATemporaryRefusalAndNothingIsKept() throws Exception {
        disk.room(1_100);
        refused(HEADER + "\r\n" + "x".repeat(500) + "\r\n", 452, "4.3.1", "room");
        disk.room(1_000_000);
        accept(HEADER + "\r\nroom again\r\n");
        assertThat(stored()).contains("room again");
    }

    @Test
    void bytesThatCannotBeForcedAreNotAcknowledged() throws Exception {
        disk.forceFails(true);
        refused(HEADER + "\r\nHello\r\n", 451, "4.3.0", "kept");
        disk.forceFails(false);
        accept(HEADER + "\r\nsound\r\n");
        assertThat(stored()).contains("sound");
    }

    @Test
    void streamAndUrgencyAreTakenFromTheirFieldsWhichStayBehind() throws Exception {
        accept(HEADER + "Facteur-Urgency: urgent\r\n\r\nCode 1234\r\n");
        assertThat(arrived.getLast().urgency()).isEqualTo(Urgency.URGENT);
        assertThat(stored()).doesNotContain("Facteur-Urgency");
        accept(HEADER + "Facteur-Stream: broadcast\r\n\r\nNews\r\n");
        assertThat(arrived.getLast().stream()).isEqualTo(Stream.BROADCAST);
        assertThat(arrived.getLast().urgency()).isEqualTo(Urgency.BROADCAST);
    }

    @Test
    void eightBitContentIsNoticedThoughNobodyDeclaredIt() throws Exception {
        accept(HEADER + "\r\nCafé\r\n");
        assertThat(arrived.getLast().mail().body()).isEqualTo(Envelope.Body.EIGHT_BIT);
        accept(HEADER + "\r\nplain\r\n");
        assertThat(arrived.getLast().mail().body()).isEqualTo(Envelope.Body.SEVEN_BIT);
    }

    @Test
    void aMailThatIsAllHeaderIsKept() throws Exception {
        accept(HEADER);
        assertThat(stored()).endsWith(HEADER);
    }
}
