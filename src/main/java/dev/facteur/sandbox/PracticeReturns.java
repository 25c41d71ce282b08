package dev.facteur.sandbox;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Connector;
import dev.facteur.platform.Threads;
import dev.facteur.protocol.dsn.DsnWriter;
import dev.facteur.protocol.dsn.Report;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.SmtpClient;
import dev.facteur.protocol.smtp.Timeouts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings back, a moment after it was taken, what recipients asked to see again: a report that the
/// mail could not be delivered, to the sender that it came with, or a complaint, to `fbl@` of that
/// sender's domain. Once each; what the door refuses is in the log. Safe for use by many threads.
final class PracticeReturns {
    private static final Logger LOG = LoggerFactory.getLogger(PracticeReturns.class);
    private static final Timeouts TIMEOUTS = Timeouts.all(Duration.ofSeconds(20));
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final int CONNECTIONS = 10;

    private static final Reply REFUSAL =
            Reply.of(550, "5.1.1", "Practice: no such user after all, as bounce@ asks for");

    private final InetSocketAddress door;
    private final Connector connector;
    private final Clock clock;
    private final Semaphore connections = new Semaphore(CONNECTIONS);

    /// @param door where other servers bring mail for the sender's domain
    PracticeReturns(InetSocketAddress door, Connector connector, Clock clock) {
        this.door = door;
        this.connector = connector;
        this.clock = clock;
    }

    /// RFC 5321 §4.5.5: a report has the null sender, and a mail that has it gets none.
    void bounce(PracticeMail mail, Address recipient) {
        var sender = mail.received().senderAddress();
        if (sender == null) return;
        later(
                mail,
                () -> {
                    var report = DsnWriter.write(report(mail, sender, recipient));
                    bring(null, sender, report.bytes(), report.smtpUtf8());
                });
    }

    void complain(PracticeMail mail, Address recipient) {
        var sender = mail.received().senderAddress();
        if (sender == null) return;
        var loop = new Address("fbl", sender.domain());
        later(
                mail,
                () -> {
                    var from = new Address("feedback", PracticeSession.NAME);
                    var complaint = new PracticeComplaint(mail, sender, recipient, clock.now());
                    bring(from, loop, complaint.bytes(from, loop), complaint.smtpUtf8());
                });
    }

    private Report report(PracticeMail mail, Address sender, Address recipient) {
        var received = mail.received();
        var name = PracticeSession.NAME;
        return new Report(
                new Report.Letterhead(
                        name,
                        "mailer-daemon@" + name,
                        sender.toString(),
                        "bounce-" + received.id() + "-" + recipient.localPart() + "@" + name,
                        clock.now()),
                new Report.Mail(
                        received.at(),
                        null,
                        false,
                        mail.size(),
                        () -> new ByteArrayInputStream(mail.bytes())),
                List.of(
                        new Report.Entry(
                                recipient.toString(),
                                null,
                                Report.Action.FAILED,
                                REFUSAL.status(),
                                name,
                                REFUSAL.toString(),
                                true,
                                null)));
    }

    private interface Errand {
        void run() throws IOException;
    }

    private void later(PracticeMail mail, Errand errand) {
        Threads.virtual(
                "practice-return",
                () -> {
                    try {
                        clock.sleepUntil(mail.received().at().plus(MOMENT));
                        connections.acquire();
                        try {
                            errand.run();
                        } finally {
                            connections.release();
                        }
                    } catch (IOException trouble) {
                        LOG.atWarn()
                                .addKeyValue("mail", mail.received().id())
                                .addKeyValue("door", door)
                                .addKeyValue("reason", trouble.getMessage())
                                .log("what was to come back was not taken");
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void bring(@Nullable Address from, Address to, byte[] mail, boolean smtpUtf8)
            throws IOException {
        var recipient = new Recipient(0, to, Notify.UNSTATED, null);
        var envelope =
                new Envelope(
                        from,
                        List.of(recipient),
                        Envelope.Body.EIGHT_BIT,
                        smtpUtf8,
                        Envelope.Returned.UNSTATED,
                        null);
        var socket = connector.connect(door, TIMEOUTS.connect());
        try (var client = SmtpClient.over(socket, TIMEOUTS)) {
            expect(client.greeting());
            expect(client.hello(PracticeSession.NAME));
            client.ready();
            var answers = client.send(envelope, mail.length, () -> new ByteArrayInputStream(mail));
            if (answers.broken() != null) throw answers.broken();
            expect(answers.mail());
            expect(answers.recipients().getFirst());
            expect(answers.end());
            client.quit();
        }
    }

    private static void expect(@Nullable Reply reply) throws IOException {
        if (reply == null || !reply.positive()) throw new IOException("it answered " + reply);
    }
}
