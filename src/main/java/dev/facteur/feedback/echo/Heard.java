package dev.facteur.feedback.echo;

import dev.facteur.event.Echo;

/// One echo, as its source told it.
///
/// @param id the source's own id of it; where it has none, something that a repetition has too
public record Heard(About about, Echo echo, String id) {}
