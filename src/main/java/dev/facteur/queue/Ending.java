package dev.facteur.queue;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a lease ended, for the dispatcher: what it says about the outlet, and when the earliest of
/// its recipients is due again (null when none is).
public record Ending(Pace pace, @Nullable Instant nextDue) {
    /// Nothing is known of the outlet, and nothing is due.
    static final Ending NOTHING_LEARNT = new Ending(Pace.FLOWING, null);

    public sealed interface Pace {
        /// The remote did its work, whatever it said of the mail.
        Pace FLOWING = new Flowing();

        /// No session came about: the outlet rests a little and is then probed.
        Pace UNREACHABLE = new Unreachable();

        /// The remote answers and takes nothing for now, which says more of it than of the mail.
        Pace FAILING = new Failing();

        /// The account there is in trouble: the outlet waits for somebody to act.
        Pace PARKED = new Parked();

        /// The remote has too many connections from us.
        Pace CROWDED = new Crowded();

        record Flowing() implements Pace {}

        /// The remote did its work, and said that it takes no more for so long. Then it does,
        /// without anybody looking first.
        record Spent(Duration length) implements Pace {}

        record Unreachable() implements Pace {}

        record Failing() implements Pace {}

        record Parked() implements Pace {}

        record Crowded() implements Pace {}

        /// The remote wants nothing for so long: a rate or a quota is used up.
        record Paused(Duration length) implements Pace {}
    }
}
