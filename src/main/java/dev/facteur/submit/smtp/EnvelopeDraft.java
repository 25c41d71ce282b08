package dev.facteur.submit.smtp;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Recipient;
import dev.facteur.protocol.smtp.Command;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The envelope between MAIL and the message.
final class EnvelopeDraft {
    private final Command.Mail mail;
    private final int maxRecipients;
    private final List<Recipient> recipients = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    EnvelopeDraft(Command.Mail mail, int maxRecipients) {
        this.mail = mail;
        this.maxRecipients = maxRecipients;
    }

    /// Refuses what the transaction has no room or no extension for; the transaction goes on.
    void check(Address recipient) throws Rejected {
        if (recipient.needsSmtpUtf8() && !mail.smtpUtf8()) {
            throw new Rejected(Replies.SMTPUTF8_MISSING);
        }
        // RFC 5321 §4.5.3.1.10: 452, not 552, so that the client sends the rest in another mail.
        if (recipients.size() == maxRecipients) throw new Rejected(Replies.TOO_MANY_RECIPIENTS);
    }

    /// A recipient named twice gets the mail once.
    void add(Command.Rcpt rcpt) {
        var address = rcpt.recipient();
        var same = address.localPart() + "@" + address.domain().toLowerCase(Locale.ROOT);
        if (!seen.add(same)) return;
        recipients.add(
                new Recipient(
                        recipients.size(), address, rcpt.notification(), rcpt.originalRecipient()));
    }

    boolean hasRecipients() {
        return !recipients.isEmpty();
    }

    Command.Mail mail() {
        return mail;
    }

    Envelope envelope() {
        return new Envelope(
                mail.sender(),
                recipients,
                mail.body(),
                mail.smtpUtf8(),
                mail.returned(),
                mail.envelopeId());
    }
}
