package dev.facteur.feedback;

import java.time.LocalDate;
import java.util.List;

/// Who sent as a domain, as receivers told.
///
/// @param first day that was looked at
/// @param last day, included
/// @param reports how many there are of these days
/// @param reporters at most [SourceReports#MOST_SHOWN], by their own names
/// @param reportedDays on how many of them there was a report
/// @param senders the one with the most mails first
/// @param days each day and sender, in their order; empty where they were not asked for
public record SourceReport(
        String domain,
        LocalDate first,
        LocalDate last,
        int reports,
        List<String> reporters,
        int reportedDays,
        Tally total,
        List<Line> senders,
        List<Day> days) {
    public SourceReport {
        reporters = List.copyOf(reporters);
        senders = List.copyOf(senders);
        days = List.copyOf(days);
    }

    /// @param spf mails that SPF speaks for, as one of the domain
    /// @param dkim mails with a signature of the domain that holds
    /// @param failed mails that neither speaks for
    public record Tally(
            long mails, long spf, long dkim, long failed, long quarantined, long rejected) {
        static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

        Tally plus(Tally other) {
            return new Tally(
                    mails + other.mails,
                    spf + other.spf,
                    dkim + other.dkim,
                    failed + other.failed,
                    quarantined + other.quarantined,
                    rejected + other.rejected);
        }

        static Tally of(SourceTable.Seen seen) {
            long count = seen.count();
            var evidence = seen.evidence();
            boolean passed = evidence.spfAligned() || evidence.dkimAligned();
            return new Tally(
                    count,
                    evidence.spfAligned() ? count : 0,
                    evidence.dkimAligned() ? count : 0,
                    passed ? 0 : count,
                    seen.disposition().equals("quarantine") ? count : 0,
                    seen.disposition().equals("reject") ? count : 0);
        }
    }

    /// @param networks in how many networks (IPv4 /24, IPv6 /48) its addresses lie
    /// @param addresses at most [SourceReports#MOST_SHOWN], the busiest first
    public record Line(
            Sender sender,
            Tally tally,
            LocalDate first,
            LocalDate last,
            int networks,
            List<Source> addresses) {
        public Line {
            addresses = List.copyOf(addresses);
        }
    }

    /// @param host its name in DNS that leads back to it; `""` when there is none or nobody asked
    public record Source(String address, String host, long mails, long failed) {}

    public record Day(LocalDate day, Sender sender, Tally tally) {}
}
