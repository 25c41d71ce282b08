package dev.facteur.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who sends to whom, as the SMTP dialogue or the HTTP call said it. The envelope alone decides the
/// recipients; headers never do.
///
/// @param sender the reverse path; null is `<>`, the sender of reports that must not be answered
/// @param body whether the client declared 8-bit content (RFC 6152)
/// @param smtpUtf8 whether addresses or headers may be UTF-8 (RFC 6531)
/// @param returned what a report should carry back (RFC 3461 RET)
/// @param envelopeId the submitter's own id, decoded from ENVID
public record Envelope(
        @Nullable Address sender,
        List<Recipient> recipients,
        Body body,
        boolean smtpUtf8,
        Returned returned,
        @Nullable String envelopeId) {

    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /// That of a mail whose sender asks for nothing but that it arrives.
    public static Envelope of(@Nullable Address sender, List<Recipient> recipients) {
        return new Envelope(
                sender,
                recipients,
                Body.SEVEN_BIT,
                needsSmtpUtf8(sender, recipients),
                Returned.UNSTATED,
                null);
    }

    /// Whether an address cannot be said without SMTPUTF8 (RFC 6531 §3.3).
    public static boolean needsSmtpUtf8(@Nullable Address sender, List<Recipient> recipients) {
        if (sender != null && sender.needsSmtpUtf8()) return true;
        return recipients.stream().anyMatch(recipient -> recipient.address().needsSmtpUtf8());
    }

    /// The sender as it stands between angle brackets, `""` for the null sender.
    public String senderText() {
        return sender == null ? "" : sender.toString();
    }

    public enum Body {
        SEVEN_BIT,
        EIGHT_BIT
    }

    /// UNSTATED leaves the choice to the reporter; we return the headers.
    public enum Returned {
        UNSTATED,
        FULL,
        HEADERS
    }
}
