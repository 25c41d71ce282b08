package dev.facteur.queue;

import dev.facteur.mail.Recipient;
import dev.facteur.spool.SpooledMail;
import java.time.Instant;
import java.util.List;

/// The right, and the duty, to try some recipients of one mail now. Recorded in the database before
/// the attempt begins; a lease that a crash leaves behind is taken up by the next start.
///
/// @param acceptedAt when the mail was accepted
/// @param recipients those of the mail that are in this lane and due
public record Lease(SpooledMail mail, Instant acceptedAt, Lane lane, List<Leased> recipients) {
    public Lease {
        recipients = List.copyOf(recipients);
    }

    /// @param attempt the number of this attempt, from 1
    /// @param lastReply the remote's last words, or ours where it said nothing; `""` before the
    ///   first attempt
    public record Leased(Recipient recipient, int attempt, Instant expiresAt, String lastReply) {}
}
