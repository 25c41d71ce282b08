package dev.facteur.testkit;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Recipient;
import dev.facteur.protocol.smtp.Command;
import dev.facteur.protocol.smtp.CommandParser;
import dev.facteur.protocol.smtp.Rejected;
import java.util.ArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Envelopes as a [Dialogue] writes them: `from <a@b.example> RET=FULL to <c@d.example>,
/// <e@f.example> NOTIFY=NEVER`, the parameters those of MAIL and RCPT, but decoded.
public final class EnvelopeText {
    private EnvelopeText() {}

    /// The envelope behind the text.
    public static Envelope read(String text) {
        var parts = text.split(" to ", 2);
        var mail = (Command.Mail) command("MAIL FROM:" + parts[0].substring("from ".length()));
        var recipients = new ArrayList<Recipient>();
        for (var one : parts[1].split(", (?=<)")) {
            var rcpt = (Command.Rcpt) command("RCPT TO:" + one);
            recipients.add(
                    new Recipient(
                            recipients.size(),
                            rcpt.recipient(),
                            rcpt.notification(),
                            rcpt.originalRecipient()));
        }
        return new Envelope(
                mail.sender(),
                recipients,
                mail.body(),
                mail.smtpUtf8(),
                mail.returned(),
                mail.envelopeId());
    }

    private static Command command(String line) {
        try {
            return CommandParser.parse(line);
        } catch (Rejected malformed) {
            throw new IllegalArgumentException(line, malformed);
        }
    }

    /// The text of the envelope; many recipients are only counted.
    public static String of(Envelope envelope) {
        var text = new StringBuilder("from ").append(bracketed(envelope.sender()));
        if (envelope.body() == Envelope.Body.EIGHT_BIT) text.append(" BODY=8BITMIME");
        if (envelope.smtpUtf8()) text.append(" SMTPUTF8");
        switch (envelope.returned()) {
            case UNSTATED -> {}
            case FULL -> text.append(" RET=FULL");
            case HEADERS -> text.append(" RET=HDRS");
        }
        if (envelope.envelopeId() != null) text.append(" ENVID=").append(envelope.envelopeId());
        var recipients = envelope.recipients();
        text.append(" to ");
        text.append(
                recipients.size() > 10
                        ? recipients.size() + " recipients"
                        : recipients.stream()
                                .map(EnvelopeText::of)
                                .collect(Collectors.joining(", ")));
        return text.toString();
    }

    private static String of(Recipient recipient) {
        var text = new StringBuilder(bracketed(recipient.address()));
        var notify = recipient.notification().parameter();
        if (!notify.isEmpty()) text.append(" NOTIFY=").append(notify);
        if (recipient.originalRecipient() != null) {
            text.append(" ORCPT=").append(recipient.originalRecipient());
        }
        return text.toString();
    }

    private static String bracketed(@Nullable Address address) {
        return "<" + (address == null ? "" : address) + ">";
    }
}
