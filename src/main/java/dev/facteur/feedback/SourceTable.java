package dev.facteur.feedback;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// Reads what reports said of mail in the name of a domain.
public final class SourceTable {
    private final Jdbi reads;

    public SourceTable(Jdbi reads) {
        this.reads = reads;
    }

    /// Mails of one kind on one day, as all reporters together saw them.
    record Seen(LocalDate day, SourceProof evidence, String disposition, long count) {}

    /// @param reports how many came in
    /// @param reporters by their own names, in lower case
    /// @param days on which there was one
    record Coverage(int reports, List<String> reporters, int days) {}

    /// @param last the last day
    List<Seen> seen(String domain, LocalDate first, LocalDate last) {
        return reads.withHandle(handle -> {
            var all = new ArrayList<Seen>();
            // A day at a time, since the table is in the order of days.
            for (var day = first; !day.isAfter(last); day = day.plusDays(1)) {
                all.addAll(seen(handle, domain, day));
            }
            return all;
        });
    }

    private static List<Seen> seen(Handle handle, String domain, LocalDate day) {
        return handle.createQuery(
                        """
                        SELECT source, spf, dkim, spf_aligned, dkim_aligned, disposition,
                            reasons LIKE '%forward%' OR reasons LIKE '%mailing_list%' AS forwarded,
                            sum(count) AS count
                        FROM dmarc_source WHERE day = ? AND domain = ?
                        GROUP BY source, spf, dkim, spf_aligned, dkim_aligned, disposition, forwarded\
                        """)
                .bind(0, day.toEpochDay())
                .bind(1, domain)
                .map((row, _) -> seen(row, day))
                .list();
    }

    private static Seen seen(ResultSet row, LocalDate day) throws SQLException {
        return new Seen(
                day,
                new SourceProof(
                        row.getString("source"),
                        row.getString("spf"),
                        row.getString("dkim"),
                        row.getBoolean("spf_aligned"),
                        row.getBoolean("dkim_aligned"),
                        row.getBoolean("forwarded")),
                row.getString("disposition"),
                row.getLong("count"));
    }

    Coverage coverage(Receipt.Kind kind, String domain, LocalDate first, LocalDate last) {
        return reads.withHandle(handle -> {
            var found =
                    handle.createQuery(
                                    """
                                    SELECT day, reporter, count(*) AS reports FROM returned_report
                                    WHERE day BETWEEN ? AND ? AND kind = ? AND domain = ?
                                    GROUP BY day, reporter\
                                    """)
                            .bind(0, first.toEpochDay())
                            .bind(1, last.toEpochDay())
                            .bind(2, kind.word())
                            .bind(3, domain)
                            .map((row, _) ->
                                    new ReporterDay(
                                            row.getLong("day"),
                                            row.getString("reporter"),
                                            row.getInt("reports")))
                            .list();
            return new Coverage(
                    found.stream().mapToInt(ReporterDay::reports).sum(),
                    found.stream().map(ReporterDay::reporter).distinct().sorted().toList(),
                    (int) found.stream().map(ReporterDay::day).distinct().count());
        });
    }

    private record ReporterDay(long day, String reporter, int reports) {}
}
