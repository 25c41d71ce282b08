package dev.facteur.deliver;

import dev.facteur.event.MailEvent;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Stream;
import dev.facteur.mail.Urgency;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.protocol.dsn.DsnMessage;
import dev.facteur.protocol.dsn.DsnWriter;
import dev.facteur.protocol.dsn.Report;
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.queue.CameBack;
import dev.facteur.queue.Lease;
import dev.facteur.queue.NewMail;
import dev.facteur.spool.Place;
import dev.facteur.spool.Spool;
import dev.facteur.spool.SpooledMail;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells submitters what became of their mail, by delivery status notifications (RFC 3461 §5 and
/// §6).
///
/// A report is a mail like any other: it lies in the spool, is stored in the same transaction as
/// the outcome it tells of, and leaves by the same site's route. It has the null sender, so nobody
/// reports on a report (RFC 5321 §6.1).
public final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    /// A report that could not be delivered in so long interests nobody.
    private static final Duration LIFETIME = Duration.ofDays(2);

    /// How a reply is kept, its status in group 1 if it had one.
    private static final Pattern REPLY =
            Pattern.compile("[2-5]\\d\\d (?:([245]\\.\\d{1,3}\\.\\d{1,3}) )?");

    private static final Pattern TYPE = Pattern.compile("^smtp; ?", Pattern.CASE_INSENSITIVE);

    private static final String CAME_BACK =
            "The next server had taken it, and could not deliver it.";

    private static final String NOT_TRIED = "There was no way out for it yet.";

    private final Spool spool;
    private final Clock clock;
    private final Supplier<MailId> ids;
    private final String serverName;
    private final Consumer<NewMail> arrived;

    /// @param arrived told of each report once it is committed
    public Reports(
            Spool spool,
            Clock clock,
            Supplier<MailId> ids,
            String serverName,
            Consumer<NewMail> arrived) {
        this.spool = spool;
        this.clock = clock;
        this.ids = ids;
        this.serverName = serverName;
        this.arrived = arrived;
    }

    /// The report owed for these outcomes, its bytes in the spool; null when nobody is to be told.
    ///
    /// @param outcomes in the order of the recipients
    @Nullable NewMail about(Lease lease, List<Outcome> outcomes) {
        var entries = new ArrayList<Report.Entry>();
        for (int i = 0; i < outcomes.size(); i++) {
            var entry = entry(lease.recipients().get(i), outcomes.get(i));
            if (entry != null) entries.add(entry);
        }
        return entries.isEmpty() ? null : spooled(lease, entries);
    }

    /// The report owed when lifetimes end.
    @Nullable NewMail aboutExpiry(Lease lease, String sentence) {
        var entries = new ArrayList<Report.Entry>();
        for (var leased : lease.recipients()) {
            if (leased.recipient().notification().failure()) {
                // RFC 3463 §3.5: 4.4.7, delivery time expired; final, so of class 5.
                entries.add(
                        entry(leased, Report.Action.FAILED, "5.4.7", null, sentence, false, null));
            }
        }
        return entries.isEmpty() ? null : spooled(lease, entries);
    }

    /// The report owed when recipients wait for long.
    @Nullable NewMail aboutDelay(Lease lease) {
        var entries = new ArrayList<Report.Entry>();
        for (var leased : lease.recipients()) {
            // RFC 3461 §4.1: whoever asked for it is told, whoever named other wishes is not; to
            // the
            // rest it is left to us.
            var wishes = leased.recipient().notification();
            if (!wishes.stated() || wishes.delay()) entries.add(delayed(leased));
        }
        return entries.isEmpty() ? null : spooled(lease, entries);
    }

    /// The report owed when a mail came back after it was delivered.
    @Nullable NewMail aboutReturn(CameBack back) {
        // Providers quote the field with its type (RFC 3464 §2.3.6).
        var reply = TYPE.matcher(back.reply()).replaceFirst("");
        var leased = back.lease().recipients().getFirst();
        var failed =
                entry(
                        leased,
                        Report.Action.FAILED,
                        back.status(),
                        null,
                        reply.isEmpty() ? CAME_BACK : reply,
                        REPLY.matcher(reply).lookingAt(),
                        null);
        var place = back.lease().mail().place();
        Report.Content header = place.key().isForgotten() ? known(back) : () -> spool.open(place);
        return spooled(back.lease(), List.of(failed), false, header);
    }

    /// What stands in the index of a mail that can no longer be read.
    private static Report.Content known(CameBack back) {
        var fields = new HeaderWriter();
        if (!back.subject().isEmpty()) fields.text("Subject", back.subject());
        if (!back.messageId().isEmpty()) fields.field("Message-ID", back.messageId());
        return () -> new ByteArrayInputStream(fields.bytes());
    }

    /// To be called when the report's transaction has committed.
    void stored(@Nullable NewMail report) {
        if (report != null) arrived.accept(report);
    }

    private static Report.@Nullable Entry entry(Lease.Leased leased, Outcome outcome) {
        var wishes = leased.recipient().notification();
        return switch (outcome) {
            case Outcome.Refused(var cause) -> wishes.failure() ? failed(leased, cause) : null;
            case Outcome.Delivered(var via, var reply, var passedOn, _) ->
                    wishes.success() && !passedOn
                            ? entry(
                                    leased,
                                    Report.Action.RELAYED,
                                    reply.status(),
                                    via.host(),
                                    via.quote(reply),
                                    via.smtp(),
                                    null)
                            : null;
            case Outcome.Deferred _, Outcome.Parked _, Outcome.Uncertain _ -> null;
        };
    }

    private static Report.Entry failed(Lease.Leased leased, Outcome.Cause cause) {
        var reply = cause.quotedReply();
        var via = cause.via();
        return entry(
                leased,
                Report.Action.FAILED,
                cause.status(),
                via == null ? null : via.host(),
                reply == null ? cause.sentence() : reply,
                reply != null && (via == null || via.smtp()),
                null);
    }

    private static Report.Entry delayed(Lease.Leased leased) {
        var words = leased.lastReply();
        var reply = REPLY.matcher(words);
        boolean answered = reply.lookingAt();
        return entry(
                leased,
                Report.Action.DELAYED,
                // RFC 3463 §3.5: X.4.7, it has been here for long.
                answered ? Objects.toString(reply.group(1), "") : "4.4.7",
                null,
                words.isEmpty() ? NOT_TRIED : words,
                answered,
                leased.expiresAt());
    }

    private static Report.Entry entry(
            Lease.Leased leased,
            Report.Action action,
            String status,
            @Nullable String remoteHost,
            String diagnostic,
            boolean answered,
            @Nullable Instant retryUntil) {
        var recipient = leased.recipient();
        return new Report.Entry(
                recipient.address().toString(),
                recipient.originalRecipient(),
                action,
                status,
                remoteHost,
                diagnostic,
                answered,
                retryUntil);
    }

    private @Nullable NewMail spooled(Lease lease, List<Report.Entry> entries) {
        var mail = lease.mail();
        boolean whole = mail.returned() == Envelope.Returned.FULL;
        return spooled(lease, entries, whole, () -> spool.open(mail.place()));
    }

    private @Nullable NewMail spooled(
            Lease lease, List<Report.Entry> entries, boolean whole, Report.Content content) {
        var to = lease.mail().sender();
        if (to == null) return null;
        try {
            var id = ids.get();
            var message = DsnWriter.write(report(lease, to, id, entries, whole, content));
            return newMail(lease, to, id, message, place(message));
        } catch (IOException | IllegalArgumentException failure) {
            // The outcome itself must not wait for its report; the event log has it all the same.
            LOG.atError()
                    .addKeyValue("mail", lease.mail().id())
                    .addKeyValue("reason", failure.getMessage())
                    .log("a report to the submitter could not be written");
            return null;
        }
    }

    private Report report(
            Lease lease,
            Address to,
            MailId id,
            List<Report.Entry> entries,
            boolean whole,
            Report.Content content) {
        var mail = lease.mail();
        // The sender's own domain: it is the one that our route may send as and that we can sign.
        var from = "mailer-daemon@" + to.domain();
        return new Report(
                new Report.Letterhead(
                        serverName, from, to.toString(), id + "@" + to.domain(), clock.now()),
                new Report.Mail(
                        lease.acceptedAt(),
                        mail.envelopeId(),
                        whole,
                        mail.place().length(),
                        content),
                entries);
    }

    private Place place(DsnMessage message) throws StorageException {
        try (var draft = spool.draft()) {
            draft.write(message.bytes(), 0, message.bytes().length);
            return draft.place();
        }
    }

    private NewMail newMail(Lease lease, Address to, MailId id, DsnMessage message, Place place) {
        var body = message.eightBit() ? Envelope.Body.EIGHT_BIT : Envelope.Body.SEVEN_BIT;
        var envelope =
                new Envelope(
                        null,
                        List.of(new Recipient(0, to, Notify.NEVER, null)),
                        body,
                        message.smtpUtf8(),
                        Envelope.Returned.UNSTATED,
                        null);
        var now = clock.now();
        return new NewMail(
                new SpooledMail(
                        id,
                        lease.mail().siteId(),
                        null,
                        body,
                        message.smtpUtf8(),
                        Envelope.Returned.UNSTATED,
                        null,
                        place),
                envelope,
                null,
                Stream.TRANSACTIONAL,
                Urgency.NORMAL,
                "mailer-daemon@" + to.domain(),
                "report on " + lease.mail().id(),
                "<" + id + "@" + to.domain() + ">",
                now,
                now.plus(LIFETIME),
                new MailEvent.Accepted("", null, "report", "", 1, place.length()));
    }
}
