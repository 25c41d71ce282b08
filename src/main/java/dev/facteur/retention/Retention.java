package dev.facteur.retention;

import java.time.Duration;

/// How long what has ended is kept.
///
/// @param bodies how long a mail's bytes can be read after its last recipient has ended; zero: no
///   longer than that
/// @param events how long what happened to it is known; all else that is known of it goes too
public record Retention(Duration bodies, Duration events) {}
