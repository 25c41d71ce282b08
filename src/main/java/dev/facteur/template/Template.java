package dev.facteur.template;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A mail's texts with places to fill, in one of their versions. They are Mustache.
///
/// @param version counts from 1; a version never changes
/// @param subject null where each mail brings its own
/// @param text null when there is none
/// @param html null when there is none
/// @param createdAt when this version was made
public record Template(
        String name,
        int version,
        @Nullable String subject,
        @Nullable String text,
        @Nullable String html,
        Instant createdAt) {}
