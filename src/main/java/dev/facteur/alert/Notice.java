package dev.facteur.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// That a condition began, or that it ended.
///
/// @param id grows with each
/// @param ended null: it began
public record Notice(long id, Condition condition, Instant begun, @Nullable Instant ended) {}
