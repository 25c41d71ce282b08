package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Via;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the last race up a route's ladder went, for whoever wants to know why a port is not used.
///
/// @param winner null when no connection came about
/// @param losses why each other candidate did not make it, when it was last tried
public record RaceReport(
        Instant at, Duration took, @Nullable Via winner, List<Outcome.Cause> losses) {
    public RaceReport {
        losses = List.copyOf(losses);
    }
}
