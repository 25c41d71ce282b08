package dev.facteur.deliver.smtp;

import java.time.Duration;

/// How long one waits for another on the way to a connection.
///
/// @param stagger what a candidate of a race gets before the next one starts; RFC 8305 §8
///   recommends the default
/// @param company how long an attempt waits for what another's dial finds out; longer than servers
///   keep somebody waiting who has the wrong password
public record DialPace(Duration stagger, Duration company) {
    public static final DialPace DEFAULT =
            new DialPace(Duration.ofMillis(250), Duration.ofSeconds(10));
}
