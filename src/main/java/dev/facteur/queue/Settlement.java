package dev.facteur.queue;

import dev.facteur.event.MailEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an attempt, or the end of a lifetime, changes for one recipient: its new state and the
/// event that tells of it, stored together.
///
/// @param due when it is tried next; null unless `state` is [State#QUEUED]
/// @param reply the remote's last words, for listings; `""` leaves what stands there
/// @param remoteId how the next server calls the mail, so that what comes back can be matched; `""`
///   leaves what stands there
public record Settlement(
        int recipient,
        State state,
        @Nullable Instant due,
        MailEvent event,
        String reply,
        String remoteId) {
    public Settlement {
        if ((state == State.QUEUED) != (due != null)) {
            throw new IllegalArgumentException("a queued recipient, and only that, is due");
        }
        if (state == State.LEASED) throw new IllegalArgumentException("a settlement ends a lease");
    }

    public Settlement(
            int recipient, State state, @Nullable Instant due, MailEvent event, String reply) {
        this(recipient, state, due, event, reply, "");
    }
}
