package dev.facteur.queue;

import dev.facteur.event.MailEvent;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Labels;
import dev.facteur.mail.Stream;
import dev.facteur.mail.Urgency;
import dev.facteur.spool.SpooledMail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A mail to be stored in the queue: its bytes lie in the spool already.
///
/// @param credentialId null at the local door and for our own reports
/// @param headerFrom the From header's first address, for listings; so are subject and messageId
/// @param sendAt before that it is not tried; null for at once
/// @param pinned the only route it may take; 0 for those of its site
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
        @Nullable Instant sendAt,
        Instant expiresAt,
        Labels labels,
        MailEvent.Accepted event,
        long pinned) {

    /// One that is sent at once, by the routes of its site.
    public NewMail(
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
        this(
                mail,
                envelope,
                credentialId,
                stream,
                urgency,
                headerFrom,
                subject,
                messageId,
                acceptedAt,
                null,
                expiresAt,
                Labels.NONE,
                event,
                0);
    }

    /// What the dispatcher needs to try it without reading it back, in one lane.
    public List<Lease> leases() {
        return leases(false);
    }

    /// What the dispatcher needs to try it without reading it back.
    ///
    /// @param byDomain whether the recipients of each domain have a lane of their own
    public List<Lease> leases(boolean byDomain) {
        var lanes = new LinkedHashMap<String, List<Lease.Leased>>();
        for (var recipient : envelope.recipients()) {
            var domain = byDomain ? recipient.address().domain().toLowerCase(Locale.ROOT) : "";
            lanes.computeIfAbsent(domain, _ -> new ArrayList<>())
                    .add(new Lease.Leased(recipient, 1, expiresAt, ""));
        }
        var leases = new ArrayList<Lease>();
        lanes.forEach((destination, recipients) -> {
            var lane = new Lane(mail.siteId(), stream, urgency, destination, pinned);
            leases.add(new Lease(mail, acceptedAt, lane, recipients));
        });
        return leases;
    }
}
