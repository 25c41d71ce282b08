package dev.facteur.queue;

import org.jspecify.annotations.Nullable;

/// A route as the dispatcher sees it: who it is and how much may go out there at once.
///
/// @param capacity attempts at the same time
/// @param recipientsPerMail recipients of one lease
/// @param rate how much in a time
/// @param parked why nothing but a rare probe may leave; null when all is well
public record Outlet(
        long id,
        String name,
        int capacity,
        int recipientsPerMail,
        Rate rate,
        @Nullable String parked) {}
