package dev.facteur.queue;

import org.jspecify.annotations.Nullable;

/// A route as the dispatcher sees it: who it is and how much may go out there at once.
///
/// @param capacity attempts at the same time
/// @param recipientsPerMail recipients of one lease
/// @param rate how much in a time
/// @param perDestination attempts at the same time for one destination; 0 where one server takes
///   all mail
/// @param parked why nothing but a rare probe may leave; null when all is well
public record Outlet(
        long id,
        String name,
        int capacity,
        int recipientsPerMail,
        Rate rate,
        int perDestination,
        @Nullable String parked) {

    /// One whose server takes all mail.
    public Outlet(
            long id,
            String name,
            int capacity,
            int recipientsPerMail,
            Rate rate,
            @Nullable String parked) {
        this(id, name, capacity, recipientsPerMail, rate, 0, parked);
    }

    /// Whether mail goes from here to the recipients' own servers, each in trouble of its own.
    boolean direct() {
        return perDestination > 0;
    }
}
