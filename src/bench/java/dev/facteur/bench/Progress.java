package dev.facteur.bench;

/// Hears how far a benchmark is, often and on the benchmark's own thread.
@FunctionalInterface
public interface Progress {
    /// @param run counts from 1
    /// @param arrived mails of this stage that are with the provider
    /// @param mails of this stage
    void at(int run, Stage stage, int arrived, int mails);

    enum Stage {
        STARTING,
        FILLING,
        WARMING_UP,
        MEASURING
    }
}
