package dev.facteur.deliver.smtp;

import java.time.Duration;

/// How long one waits for another on the way to a connection.
///
/// @param stagger what a candidate of a race gets before the next one starts; RFC 8305 §8
///   recommends the default
record DialPace(Duration stagger) {
    static final DialPace DEFAULT = new DialPace(Duration.ofMillis(250));
}
