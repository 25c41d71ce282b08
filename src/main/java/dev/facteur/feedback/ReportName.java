package dev.facteur.feedback;

import dev.facteur.feedback.Receipt.Kind;
import dev.facteur.feedback.Receipt.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/// By what a report is known (RFC 9990 §3.5.1), and when it was.
///
/// @param domain that it says it is about
/// @param reporter as it calls itself
record ReportName(
        Kind kind, String domain, String reporter, String id, Instant begin, Instant end) {
    /// The day that it is about. Days begin in all time zones, so it is the one in the middle.
    LocalDate day() {
        var half = Duration.between(begin, end).dividedBy(2);
        return LocalDate.ofInstant(begin.plus(half), ZoneOffset.UTC);
    }

    Duration length() {
        return Duration.between(begin, end);
    }

    /// The reporter as he is compared.
    String reporterKey() {
        return reporter.toLowerCase(Locale.ROOT);
    }

    Receipt refused(String code, String reason) {
        return receipt(Outcome.REFUSED, 0, code, reason);
    }

    Receipt kept(boolean before, long count) {
        return receipt(before ? Outcome.KNOWN : Outcome.TAKEN, before ? 0 : count, "", "");
    }

    private Receipt receipt(Outcome outcome, long count, String code, String reason) {
        return new Receipt(outcome, kind, domain, reporter, id, begin, end, count, code, reason);
    }
}
