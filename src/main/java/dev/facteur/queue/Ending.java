package dev.facteur.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a lease ended, for the dispatcher: what it says about the outlet, and when the earliest of
/// its recipients is due again (null when none is).
public record Ending(Pace pace, @Nullable Instant nextDue) {
    public enum Pace {
        /// The remote answered, whatever it said.
        FLOWING,
        /// No session came about: the outlet rests a little and is then probed by one mail.
        UNREACHABLE,
        /// The account there is in trouble: the outlet waits for somebody to act.
        PARKED
    }
}
