package dev.facteur.platform;

/// Makes the threads of the few owners: the dispatcher, the committer. On this machine each is a
/// platform thread ([Threads#owner]), because files and their forcing hold the carrier.
@FunctionalInterface
public interface OwnerThreads {
    /// Starts a thread that does one task and ends.
    Thread start(String name, Runnable task);
}
