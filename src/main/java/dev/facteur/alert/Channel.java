package dev.facteur.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where alerts are told.
///
/// @param language `en` or `fr`
/// @param position the last notice that it has been told
/// @param hour how many messages it has taken
/// @param told when it last took one; null when it never did
/// @param trouble null while it takes what it gets
public record Channel(
        long id,
        String name,
        Target target,
        String language,
        long position,
        Hour hour,
        @Nullable Instant told,
        @Nullable Trouble trouble) {

    /// @param from when the hour began
    public record Hour(Instant from, int messages) {}

    /// Messages that were not taken.
    ///
    /// @param since the first of them in a row
    /// @param next when it is tried again
    public record Trouble(Instant since, int calls, Instant next, String why) {}
}
