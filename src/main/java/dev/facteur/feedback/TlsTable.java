package dev.facteur.feedback;

import dev.facteur.platform.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// Reads what reports said of TLS with the mail servers of a domain.
public final class TlsTable {
    /// Lines of failures, those with the most sessions.
    private static final int MOST_FAILURES = 200;

    private final Jdbi reads;
    private final Clock clock;

    public TlsTable(Jdbi reads, Clock clock) {
        this.reads = reads;
        this.clock = clock;
    }

    /// @param first day that was looked at
    /// @param last day, included
    /// @param reporters by their own names, in lower case
    /// @param days each day, kind of policy and how it ended
    /// @param failures what was told of them, the most frequent first
    public record Report(
            String domain,
            LocalDate first,
            LocalDate last,
            int reports,
            List<String> reporters,
            List<Day> days,
            List<Failure> failures) {
        public Report {
            reporters = List.copyOf(reporters);
            days = List.copyOf(days);
            failures = List.copyOf(failures);
        }
    }

    /// @param policy `sts`, `tlsa`, `no-policy-found`
    public record Day(LocalDate day, String policy, long successes, long failures) {}

    /// @param result a word of RFC 8460 §4.3, or `failure`
    /// @param host the server's name
    public record Failure(
            String result,
            String reporter,
            String sender,
            String host,
            String address,
            String reason,
            long sessions,
            LocalDate first,
            LocalDate last) {}

    /// @param days how many up to today
    public Report of(String domain, int days) {
        var last = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
        var first = last.minusDays(days - 1L);
        var coverage = new SourceTable(reads).coverage(Receipt.Kind.TLS, domain, first, last);
        return new Report(
                domain,
                first,
                last,
                coverage.reports(),
                coverage.reporters().stream().limit(SourceReports.MOST_SHOWN).toList(),
                days(domain, first, last),
                failures(domain, first, last));
    }

    private List<Day> days(String domain, LocalDate first, LocalDate last) {
        return reads.withHandle(handle ->
                handle.createQuery(
                                """
                                SELECT day, policy,
                                    sum(iif(result = 'success', count, 0)) AS successes,
                                    sum(iif(result = 'success', 0, count)) AS failures
                                FROM tls_seen WHERE day BETWEEN ? AND ? AND domain = ?
                                GROUP BY day, policy ORDER BY day, policy\
                                """)
                        .bind(0, first.toEpochDay())
                        .bind(1, last.toEpochDay())
                        .bind(2, domain)
                        .map((row, _) ->
                                new Day(
                                        LocalDate.ofEpochDay(row.getLong("day")),
                                        row.getString("policy"),
                                        row.getLong("successes"),
                                        row.getLong("failures")))
                        .list());
    }

    private List<Failure> failures(String domain, LocalDate first, LocalDate last) {
        return reads.withHandle(handle ->
                handle.createQuery(
                                """
                                SELECT result, reporter, sender, host, address, reason,
                                    sum(count) AS sessions, min(day) AS first, max(day) AS last
                                FROM tls_seen
                                WHERE day BETWEEN ? AND ? AND domain = ? AND result <> 'success'
                                GROUP BY result, reporter, sender, host, address, reason
                                ORDER BY sessions DESC LIMIT ?\
                                """)
                        .bind(0, first.toEpochDay())
                        .bind(1, last.toEpochDay())
                        .bind(2, domain)
                        .bind(3, MOST_FAILURES)
                        .map((row, _) ->
                                new Failure(
                                        row.getString("result"),
                                        row.getString("reporter"),
                                        row.getString("sender"),
                                        row.getString("host"),
                                        row.getString("address"),
                                        row.getString("reason"),
                                        row.getLong("sessions"),
                                        LocalDate.ofEpochDay(row.getLong("first")),
                                        LocalDate.ofEpochDay(row.getLong("last"))))
                        .list());
    }
}
