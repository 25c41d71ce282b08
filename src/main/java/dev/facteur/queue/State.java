package dev.facteur.queue;

/// Where a recipient stands. `SCHEDULED`, `QUEUED`, `LEASED` and `HELD` are open; the others are
/// final, and a recipient ends in exactly one of them.
public enum State {
    /// Waits for the time it is to be sent at.
    SCHEDULED,
    QUEUED,
    LEASED,
    /// Waits for a person's decision.
    HELD,
    DELIVERED,
    FAILED,
    EXPIRED,
    /// Not tried, because the address is not written to.
    SUPPRESSED,
    CANCELLED;

    /// The word in the database and the API.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static State of(String word) {
        return valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }

    public boolean open() {
        return this == SCHEDULED || this == QUEUED || this == LEASED || this == HELD;
    }
}
