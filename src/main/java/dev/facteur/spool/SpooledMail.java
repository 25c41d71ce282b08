package dev.facteur.spool;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import org.jspecify.annotations.Nullable;

/// A kept mail: what the queue knows of it and where its bytes lie.
///
/// @param sender the reverse path, null for the null sender
public record SpooledMail(
        MailId id,
        long siteId,
        @Nullable Address sender,
        Envelope.Body body,
        boolean smtpUtf8,
        Envelope.Returned returned,
        @Nullable String envelopeId,
        Place place) {
    /// The same with another reverse path.
    public SpooledMail from(@Nullable Address other) {
        return new SpooledMail(id, siteId, other, body, smtpUtf8, returned, envelopeId, place);
    }
}
