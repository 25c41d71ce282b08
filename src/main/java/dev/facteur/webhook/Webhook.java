package dev.facteur.webhook;

import dev.facteur.platform.secret.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An address that is told of events.
///
/// @param siteId whose events; null for those of all sites and of sender domains
/// @param kinds the events that are told, by their words; empty for all
/// @param batch events in a call, at most
/// @param position the last event that it has been told of, or need not be
/// @param trouble null while it takes what it gets
public record Webhook(
        long id,
        String name,
        @Nullable Long siteId,
        URI address,
        Secret secret,
        Set<String> kinds,
        int batch,
        long position,
        @Nullable Trouble trouble,
        @Nullable Paused paused) {
    public Webhook {
        kinds = Set.copyOf(kinds);
    }

    /// Calls that were not taken.
    ///
    /// @param since the first of them in a row
    /// @param until the last event in the call that is repeated: a repetition holds the same events
    /// @param next when it is called again
    public record Trouble(Instant since, int calls, long until, Instant next, String why) {}

    /// It is told nothing until somebody resumes it; what happens meanwhile waits for it.
    ///
    /// @param why what it answered last; `""` when a person paused it
    public record Paused(Instant at, String why) {}
}
