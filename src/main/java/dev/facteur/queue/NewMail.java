package dev.facteur.queue;

import dev.facteur.event.MailEvent;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Stream;
import dev.facteur.mail.Urgency;
import dev.facteur.spool.SpooledMail;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A mail to be stored in the queue: its bytes lie in the spool already.
///
/// @param credentialId null at the local door and for our own reports
/// @param headerFrom the From header's first address, for listings; so are subject and messageId
public record NewMail(
        SpooledMail mail,
        Envelope envelope,
        @Nullable Long credentialId,
        Stream stream,
        Urgency urgency,
        String headerFrom,
        String subject,
        String messageId,
        Instant acceptedAt,
        Instant expiresAt,
        MailEvent.Accepted event) {

    /// What the dispatcher needs to try it without reading it back.
    public List<Lease> leases() {
        var recipients =
                envelope.recipients().stream()
                        .map(recipient -> new Lease.Leased(recipient, 1, expiresAt, ""))
                        .toList();
        var lane = new Lane(mail.siteId(), stream, urgency, "");
        return List.of(new Lease(mail, acceptedAt, lane, recipients));
    }
}
