package dev.facteur.simulation;

/// Known faults that can be put into a world, to see that its promises notice them. Each sits in a
/// simulated part and looks to the gateway's promises like a fault of its own.
enum Defect {
    /// Forcing a spool segment does nothing.
    SPOOL_NOT_FORCED,
    /// The spool is forced after the database has committed, not before.
    SPOOL_FORCED_LATE,
    /// The database says committed before its log is on disk: a crash takes the last commit back.
    COMMIT_NOT_FORCED,
    /// Leases that a crash left behind are queued again and nothing is said of it.
    LEASES_FORGOTTEN,
    /// A refusal for good reaches the gateway as one for now.
    REFUSAL_SOFTENED
}
