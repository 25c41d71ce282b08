package dev.facteur.feedback.webhook;

import java.time.Duration;
import java.time.Instant;

/// How old a call may be. What is repeated within that time is known by its id.
final class Age {
    /// Clocks differ.
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private Age() {}

    static void require(Instant made, Instant now, Duration most) throws NotGenuine {
        if (made.isAfter(now.plus(AHEAD))) throw new NotGenuine("it says it is of the future");
        if (made.isBefore(now.minus(most))) {
            throw new NotGenuine("it is older than " + most.toMinutes() + " minutes");
        }
    }

    /// @param seconds since 1970
    static Instant ofSeconds(String seconds) throws NotGenuine {
        try {
            return Instant.ofEpochSecond(Long.parseLong(seconds));
        } catch (NumberFormatException | java.time.DateTimeException e) {
            throw new NotGenuine("its time is none");
        }
    }
}
