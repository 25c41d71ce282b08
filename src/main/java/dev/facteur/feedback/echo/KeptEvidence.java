package dev.facteur.feedback.echo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A piece of evidence with what became of it.
///
/// @param readAt null while it waits to be read
/// @param events stored of what was read, repetitions left out
/// @param strange about mails that are not ours, or no longer known
/// @param trouble why nothing could be read; `""` when something was
public record KeptEvidence(
        Evidence evidence,
        Instant at,
        @Nullable Instant readAt,
        int events,
        int strange,
        String trouble) {}
