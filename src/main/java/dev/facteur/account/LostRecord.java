package dev.facteur.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A record that once stood as it should, and was missed when it was last asked for.
///
/// @param name of the record
/// @param value as it was last seen
/// @param seenAt when that was
/// @param missedAt the first look since then that missed it
/// @param goneAt when a later look confirmed it; null: only one look missed it so far
public record LostRecord(
        Sighting.Purpose purpose,
        String name,
        String value,
        Instant seenAt,
        Instant missedAt,
        @Nullable Instant goneAt) {}
