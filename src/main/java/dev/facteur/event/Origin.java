package dev.facteur.event;

import org.jspecify.annotations.Nullable;

/// Where an [Echo] is from.
///
/// @param party the provider's id, or the reporting server as it calls itself; `""` for tracking
/// @param id the source's own id of it: what has the same source, party and id and is about the
///   same recipient is one event, however often it comes
/// @param evidence the row of what it was read from; null where nothing was kept
public record Origin(Source source, String party, String id, @Nullable Long evidence) {
    public Origin {
        if (id.isEmpty()) throw new IllegalArgumentException("an echo without an id");
    }
}
