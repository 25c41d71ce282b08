package dev.facteur.mail;

/// Who passes whom within one site: urgent mail (password resets, one-time codes) passes normal,
/// normal passes broadcast.
public enum Urgency {
    URGENT(0),
    NORMAL(1),
    BROADCAST(2);

    private final int rank;

    Urgency(int rank) {
        this.rank = rank;
    }

    /// The order of service, 0 first, as it stands in the database.
    public int rank() {
        return rank;
    }

    public static Urgency of(int rank) {
        for (var urgency : values()) {
            if (urgency.rank == rank) return urgency;
        }
        throw new IllegalArgumentException("no such urgency: " + rank);
    }
}
