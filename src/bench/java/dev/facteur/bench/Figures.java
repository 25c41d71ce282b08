package dev.facteur.bench;

import org.jspecify.annotations.Nullable;

/// What one run came to.
///
/// @param acceptedPerSecond mails, from the first connection until the last 250
/// @param arrivedPerSecond mails, from the first connection until the last one was with the
///   provider
/// @param cpu CPU seconds of the gateway per 1,000 mails; null where the system does not tell
/// @param loadCpu the same for this program, which is load and sink and shares the machine
/// @param others percent of the machine's CPU time that other programs had meanwhile: with more
///   than a few, measure again; null where the system does not tell
/// @param peakBytes most memory the gateway had in use, its resident set; null where the system
///   does not tell
/// @param restart seconds from the start of a gateway with a backlog until a mail that was handed
///   to it had arrived; null without a backlog
/// @param p50 milliseconds from MAIL to 250 for half of the mails
/// @param p99 the same for 99 in 100
public record Figures(
        Mails mails,
        double acceptedPerSecond,
        double arrivedPerSecond,
        @Nullable Double cpu,
        @Nullable Double loadCpu,
        @Nullable Double others,
        @Nullable Long peakBytes,
        @Nullable Double restart,
        double p50,
        double p99) {

    /// What became of the mails.
    ///
    /// @param refused not accepted: the gateway said no, or the connection broke
    /// @param lost accepted, and never seen by the provider
    /// @param twice arrivals of mails that had arrived before
    /// @param signed arrived with a DKIM signature
    public record Mails(int accepted, int arrived, int refused, int lost, int twice, int signed) {
        static Mails of(Tally tally) {
            return new Mails(
                    tally.accepted(),
                    tally.arrived(),
                    tally.mails() - tally.accepted(),
                    tally.lost(),
                    tally.twice(),
                    tally.signed());
        }

        /// Whether every mail was accepted and arrived; otherwise the other figures are about
        /// something else than was asked for.
        public boolean complete() {
            return refused == 0 && lost == 0;
        }
    }
}
