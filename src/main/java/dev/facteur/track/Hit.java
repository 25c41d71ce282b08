package dev.facteur.track;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An image was fetched, or a link followed.
///
/// @param link its number; null for the image
/// @param host of the link's target; `""` for the image
record Hit(Tracked tracked, Instant at, @Nullable Integer link, String host, Reader reader) {}
