package dev.facteur.deliver;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Statement;
import dev.facteur.mail.Stream;
import dev.facteur.mail.Urgency;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.queue.Lane;
import dev.facteur.queue.Lease;
import dev.facteur.queue.NewMail;
import dev.facteur.route.Route;
import dev.facteur.spool.Spool;
import dev.facteur.spool.SpooledMail;
import dev.facteur.testkit.FaultyDisk;
import dev.facteur.testkit.FreshKeys;
import dev.facteur.testkit.ManualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which outcomes are reported, to whom, and how.
class ReportsTest {
    private static final Address ANNA = new Address("anna", "shop.example");
    private static final Notify SUCCESS = new Notify(true, true, false, false);

    private final ManualClock clock = new ManualClock();
    private final FaultyDisk disk = new FaultyDisk();
    private Spool spool;
    private Reports reports;

    @BeforeEach
    void open() throws Exception {
        var settings = Spool.Settings.of(1_000);
        spool = Spool.open(disk, clock, Path.of("/spool"), settings, FreshKeys.make());
        reports = new Reports(spool, clock, () -> new MailId(99), "gateway.example", _ -> {});
    }

    private Lease lease(@Nullable Address sender, Notify notification) throws Exception {
        return lease(sender, notification, "");
    }

    private Lease lease(@Nullable Address sender, Notify notification, String lastReply)
            throws Exception {
        var bytes = "From: anna@shop.example\r\n\r\nHi\r\n".getBytes(StandardCharsets.UTF_8);
        try (var draft = spool.draft()) {
            draft.write(bytes, 0, bytes.length);
            var mail =
                    new SpooledMail(
                            new MailId(7),
                            1,
                            sender,
                            Envelope.Body.SEVEN_BIT,
                            false,
                            Envelope.Returned.UNSTATED,
                            null,
                            draft.place());
            var bob = new Address("bob", "example.com");
            var recipient = new Recipient(0, bob, notification, null);
            var leased = new Lease.Leased(recipient, 1, clock.now(), lastReply);
            var lane = new Lane(1, Stream.TRANSACTIONAL, Urgency.NORMAL, "", 0);
            return new Lease(mail, clock.now(), lane, List.of(leased));
        }
    }

    private @Nullable NewMail reportOn(Lease lease, Outcome outcome) {
        return reports.about(lease, List.of(outcome));
    }

    private static Outcome delivered(boolean passedOn) {
        var via = new Via("r", "", "mx.example.com", "192.0.2.1", 587, "TLSv1.3");
        return new Outcome.Delivered(via, Reply.of(250, "2.0.0", "queued"), passedOn);
    }

    private static Outcome refused() {
        var via = new Via("r", "", "mx.example.com", "192.0.2.1", 587, "TLSv1.3");
        var reply = Reply.of(550, "5.1.1", "no such user");
        return new Outcome.Refused(
                new Outcome.Cause(
                        Outcome.Kind.REPLY, Phase.RCPT, via, reply, Statement.quoting("refused")));
    }

    private String text(@Nullable NewMail report) throws Exception {
        try (var content = spool.open(requireNonNull(report).mail().place())) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aSuccessIsReportedWhenTheNextHopWillNot() throws Exception {
        var report = reportOn(lease(ANNA, SUCCESS), delivered(false));
        assertThat(text(report)).contains("Action: relayed", "Remote-MTA: dns; mx.example.com");
    }

    @Test
    void aSuccessIsNotReportedTwice() throws Exception {
        assertThat(reportOn(lease(ANNA, SUCCESS), delivered(true))).isNull();
    }

    @Test
    void aFailureIsNotReportedToWhoAskedForSuccessOnly() throws Exception {
        assertThat(reportOn(lease(ANNA, SUCCESS), refused())).isNull();
    }

    @Test
    void aReportGoesToTheSenderFromItsOwnDomainWithTheNullSender() throws Exception {
        var report = reportOn(lease(ANNA, Notify.UNSTATED), refused());
        assertThat(text(report))
                .contains("From: ", "<mailer-daemon@shop.example>", "550 5.1.1 no such user");
        assertThat(requireNonNull(report).envelope().sender()).isNull();
        assertThat(requireNonNull(report).envelope().recipients())
                .singleElement()
                .extracting(recipient -> recipient.address().toString())
                .isEqualTo("anna@shop.example");
    }

    @Test
    void whatWeFoundOurselvesHasItsStatusAndItsAdvice() throws Exception {
        var via = new Via("r", "", "mx.example.com", "192.0.2.1", 587, "TLSv1.3");
        var kind = Outcome.Kind.CAPABILITY;
        var cause =
                new Outcome.Cause(
                        kind, Phase.MAIL, via, null, "5.3.4", Statement.quoting("too large"), null);
        var report = reportOn(lease(ANNA, Notify.UNSTATED), new Outcome.Refused(cause));
        assertThat(text(report)).contains("Status: 5.3.4", "The mail is too large.");
    }

    @Test
    void anAnswerOfAnApiIsNotCalledOneOfSmtp() throws Exception {
        var via = new Via("r", "", "api.example.com", "", 443, "TLSv1.3", Route.Way.API);
        var reply = Reply.of(400, "", "no such user");
        var cause =
                new Outcome.Cause(
                        Outcome.Kind.REPLY,
                        Phase.FINAL_DOT,
                        via,
                        reply,
                        "5.0.0",
                        Statement.quoting("refused"),
                        null);
        var report = reportOn(lease(ANNA, Notify.UNSTATED), new Outcome.Refused(cause));
        assertThat(text(report))
                .contains("Diagnostic-Code: x-facteur; HTTP 400 no such user", "Status: 5.0.0")
                .doesNotContain("smtp;");
        var late = lease(ANNA, Notify.UNSTATED, "HTTP 429 slow down");
        assertThat(text(reports.aboutDelay(late)))
                .contains("Diagnostic-Code: x-facteur; HTTP 429 slow down");
    }

    @Test
    void aMailWithTheNullSenderIsNeverReportedOn() throws Exception {
        assertThat(reportOn(lease(null, Notify.UNSTATED), refused())).isNull();
    }

    @Test
    void aReportThatFindsNoRoomIsLeftOutSoThatTheOutcomeIsKept() throws Exception {
        var lease = lease(ANNA, Notify.UNSTATED);
        disk.room(500);
        assertThat(reportOn(lease, refused())).isNull();
    }

    @Test
    void theEndOfAMailWhoseBytesAreDamagedIsReportedToo() throws Exception {
        var lease = lease(ANNA, Notify.UNSTATED);
        disk.damage(disk.list(Path.of("/spool")).getFirst(), 0);
        assertThat(text(reports.aboutExpiry(lease, "The mail has waited too long.")))
                .contains("Action: failed", "bob@example.com")
                .doesNotContain("rfc822-headers");
    }

    @Test
    void aDelayIsReportedInTheRemotesWordsAndIsNotFinal() throws Exception {
        var refusedLogin = lease(ANNA, Notify.UNSTATED, "535 5.7.8 who are you?");
        assertThat(text(reports.aboutDelay(refusedLogin)))
                .contains(
                        "Action: delayed",
                        "Status: 4.7.8",
                        "Diagnostic-Code: smtp; 535 5.7.8 who are you?");
    }

    @Test
    void aDelayWithoutAnAnswerIsReportedInOurWords() throws Exception {
        var unreachable = lease(ANNA, Notify.UNSTATED, "mx.example.com:587 does not answer.");
        assertThat(text(reports.aboutDelay(unreachable)))
                .contains("Status: 4.4.7", "x-facteur; mx.example.com:587 does not answer.");
        assertThat(text(reports.aboutDelay(lease(ANNA, Notify.UNSTATED))))
                .contains("Status: 4.4.7", "x-facteur; There was no way out");
    }

    @Test
    void aDelayIsReportedToWhoAskedForItOrStatedNothing() throws Exception {
        var delay = new Notify(true, false, false, true);
        assertThat(reports.aboutDelay(lease(ANNA, delay))).isNotNull();
        assertThat(reports.aboutDelay(lease(ANNA, SUCCESS))).isNull();
        assertThat(reports.aboutDelay(lease(ANNA, Notify.NEVER))).isNull();
    }
}
