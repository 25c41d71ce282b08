package dev.facteur.deliver.tlsreport;

import dev.facteur.event.MailEvent;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Stream;
import dev.facteur.mail.Urgency;
import dev.facteur.queue.NewMail;
import dev.facteur.spool.Spool;
import dev.facteur.spool.SpooledMail;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Makes mails of reports. They leave as any mail of the site that may send as their sender, signed
/// by its domain's keys, and nobody is told when one does not arrive.
public final class Mailroom {
    /// RFC 8460 §3: for a day.
    private static final Duration LIFETIME = Duration.ofDays(1);

    private final Spool spool;
    private final Supplier<MailId> ids;
    private final Address from;
    private final Function<Address, OptionalLong> siteOf;
    private final Consumer<NewMail> arrived;

    /// Its bytes are in the spool.
    record Ready(NewMail mail) {}

    /// @param siteOf the site that may send as an address
    /// @param arrived told of each mail once it is committed
    public Mailroom(
            Spool spool,
            Supplier<MailId> ids,
            Address from,
            Function<Address, OptionalLong> siteOf,
            Consumer<NewMail> arrived) {
        this.spool = spool;
        this.ids = ids;
        this.from = from;
        this.siteOf = siteOf;
        this.arrived = arrived;
    }

    MailId nextId() {
        return ids.get();
    }

    /// Who reports.
    String domain() {
        return from.domain();
    }

    /// @throws IOException when it cannot be kept, or when it could not leave
    Ready ready(ReportTable.Day day, Address to, byte[] report, Instant now) throws IOException {
        var site = siteOf.apply(from);
        if (site.isEmpty()) {
            throw new IOException(
                    "no site may send as "
                            + from
                            + ", the sender of [reports]; add its domain to one with facteur domain"
                            + " add");
        }
        if (to.needsSmtpUtf8()) throw new IOException("an address that needs SMTPUTF8");
        var id = ids.get();
        var letter =
                new ReportLetter(
                        day.domain(),
                        from.toString(),
                        to.toString(),
                        id + "@" + from.domain(),
                        day.date(),
                        report);
        return new Ready(newMail(id, site.getAsLong(), to, letter, now));
    }

    private NewMail newMail(MailId id, long site, Address to, ReportLetter letter, Instant now)
            throws IOException {
        var bytes = letter.bytes(now);
        var envelope = Envelope.of(from, List.of(new Recipient(0, to, Notify.NEVER, null)));
        try (var draft = spool.draft()) {
            draft.write(bytes, 0, bytes.length);
            var kept =
                    new SpooledMail(
                            id,
                            site,
                            from,
                            Envelope.Body.SEVEN_BIT,
                            false,
                            Envelope.Returned.UNSTATED,
                            null,
                            draft.place());
            return new NewMail(
                    kept,
                    envelope,
                    null,
                    Stream.TRANSACTIONAL,
                    Urgency.NORMAL,
                    from.toString(),
                    letter.subject(),
                    "<" + letter.messageId() + ">",
                    now,
                    now.plus(LIFETIME),
                    new MailEvent.Accepted("", null, "report", from.toString(), 1, bytes.length));
        }
    }

    void sent(List<Ready> mails) {
        for (var ready : mails) arrived.accept(ready.mail);
    }
}
