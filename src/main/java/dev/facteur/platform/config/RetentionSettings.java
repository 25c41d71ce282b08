package dev.facteur.platform.config;

import java.time.Duration;

/// The table `[retention]`: how long what has ended is kept, for sites that say nothing else.
///
/// @param bodies after the last recipient has ended; zero: no longer than that
/// @param events after the last recipient has ended; what is known of the mail goes with them
public record RetentionSettings(Duration bodies, Duration events) {
    static final Duration MOST = Duration.ofDays(3_653);

    /// Less would forget a mail before what comes back of it is known.
    static final Duration LEAST_EVENTS = Duration.ofDays(1);

    private static final String OFF = "off";

    static RetentionSettings of(Settings settings) {
        boolean off = settings.text("retention.bodies").strip().equals(OFF);
        return new RetentionSettings(
                off
                        ? Duration.ZERO
                        : settings.duration("retention.bodies", Duration.ofMinutes(1), MOST),
                settings.duration("retention.events", LEAST_EVENTS, MOST));
    }
}
