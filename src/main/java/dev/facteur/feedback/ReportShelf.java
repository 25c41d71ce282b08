package dev.facteur.feedback;

import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import dev.facteur.protocol.dmarc.aggregate.AggregateReport;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Keeps what reports say, as counts by day. A report's name and its counts are one transaction, so
/// it counts once, whatever happens.
///
/// Whatever strangers send, it grows to a bound: so many reports and lines a day, of one reporter
/// and of all. What is beyond the lines is counted without its source.
public final class ReportShelf {
    /// Some report every hour.
    static final int MOST_OF_A_REPORTER = 50;

    static final int MOST_REPORTS = 1_000;
    static final int MOST_LINES_OF_A_REPORTER = 1_000;
    static final int MOST_LINES = 5_000;

    /// Sums of all lines of all days stay below what the database can add.
    private static final long MOST = 1_000_000_000_000L;

    private static final List<String> FORGETTING =
            Stream.of("dmarc_source", "tls_seen", "returned_report")
                    .map(table ->
                            "DELETE FROM %s WHERE day = (SELECT min(day) FROM %s) AND day < ?"
                                    .formatted(table, table))
                    .toList();

    private final Database database;
    private final Duration retention;
    private final Clock clock;

    /// @param retention how long a day is kept
    public ReportShelf(Database database, Duration retention, Clock clock) {
        this.database = database;
        this.retention = retention;
        this.clock = clock;
    }

    /// What became of a report.
    sealed interface Kept {
        /// @param count what was added
        record Counted(long count) implements Kept {}

        record Before() implements Kept {}

        record TooMany() implements Kept {}
    }

    /// @param rows by the domain of ours that they belong to
    Kept keepDmarc(ReportName name, Map<String, List<AggregateReport.Row>> rows)
            throws StorageException {
        var lines = new LinkedHashMap<String, List<DmarcLine>>();
        // Outside of the transaction, for which everybody waits.
        rows.forEach((domain, some) -> lines.put(domain, DmarcLine.of(some)));
        return keep(name, lines, ReportShelf::addDmarc);
    }

    Kept keepTls(ReportName name, Map<String, List<TlsReport.Policy>> policies)
            throws StorageException {
        var lines = new LinkedHashMap<String, List<TlsLine>>();
        policies.forEach((domain, some) -> lines.put(domain, TlsLine.of(some)));
        return keep(name, lines, ReportShelf::addTls);
    }

    /// Adds the lines of one domain.
    private interface Adding<T> {
        /// @return how many mails or sessions they are
        long add(Transaction transaction, ReportName name, String domain, List<T> lines)
                throws SQLException;
    }

    private <T> Kept keep(ReportName name, Map<String, List<T>> lines, Adding<T> adding)
            throws StorageException {
        return database.committer()
                .commit(transaction -> {
                    long count = 0;
                    boolean fresh = false;
                    for (var entry : lines.entrySet()) {
                        var domain = entry.getKey();
                        if (isFull(transaction, name, domain)) return new Kept.TooMany();
                        if (!enter(transaction, name, domain)) continue;
                        fresh = true;
                        count += adding.add(transaction, name, domain, entry.getValue());
                    }
                    return fresh ? new Kept.Counted(count) : new Kept.Before();
                });
    }

    private static boolean isFull(Transaction transaction, ReportName name, String domain)
            throws SQLException {
        long all =
                count(
                        transaction,
                        """
                        SELECT count(*) FROM returned_report
                        WHERE kind = ? AND domain = ? AND day = ?\
                        """,
                        name.kind().word(),
                        domain,
                        name.day().toEpochDay());
        long his =
                count(
                        transaction,
                        """
                        SELECT count(*) FROM returned_report
                        WHERE kind = ? AND domain = ? AND day = ? AND reporter = ?\
                        """,
                        name.kind().word(),
                        domain,
                        name.day().toEpochDay(),
                        name.reporterKey());
        return all >= MOST_REPORTS || his >= MOST_OF_A_REPORTER;
    }

    private static long count(Transaction transaction, String sql, Object... parameters)
            throws SQLException {
        return transaction.one(sql, row -> row.getLong(1), parameters).orElse(0L);
    }

    /// Whether it was not there yet.
    private static boolean enter(Transaction transaction, ReportName name, String domain)
            throws SQLException {
        return transaction.update(
                        """
                        INSERT INTO returned_report (kind, domain, day, reporter, report_id, begin_at)
                        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING\
                        """,
                        name.kind().word(),
                        domain,
                        name.day().toEpochDay(),
                        name.reporterKey(),
                        name.id(),
                        name.begin())
                == 1;
    }

    private static long addDmarc(
            Transaction transaction, ReportName name, String domain, List<DmarcLine> lines)
            throws SQLException {
        int room = room(transaction, "dmarc_source", name, domain);
        long sum = 0;
        for (var line : limited(lines, room)) {
            sum += line.count();
            transaction.update(
                    """
                    INSERT INTO dmarc_source (domain, day, reporter, source, header_from,
                        envelope_from, spf, dkim, spf_aligned, dkim_aligned, disposition, reasons,
                        count)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET count = min(count + excluded.count, ?)\
                    """,
                    domain,
                    name.day().toEpochDay(),
                    name.reporterKey(),
                    line.source(),
                    line.headerFrom(),
                    line.envelopeFrom(),
                    line.spf(),
                    line.dkim(),
                    line.spfAligned(),
                    line.dkimAligned(),
                    line.disposition(),
                    line.reasons(),
                    line.count(),
                    MOST);
        }
        return sum;
    }

    private static long addTls(
            Transaction transaction, ReportName name, String domain, List<TlsLine> lines)
            throws SQLException {
        int room = room(transaction, "tls_seen", name, domain);
        long sum = 0;
        for (var line : limited(lines, room)) {
            sum += line.count();
            transaction.update(
                    """
                    INSERT INTO tls_seen (domain, day, reporter, policy, result, sender, host,
                        address, reason, count)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET count = min(count + excluded.count, ?)\
                    """,
                    domain,
                    name.day().toEpochDay(),
                    name.reporterKey(),
                    line.policy(),
                    line.result(),
                    line.sender(),
                    line.host(),
                    line.address(),
                    line.reason(),
                    line.count(),
                    MOST);
        }
        return sum;
    }

    /// How many lines may still be told apart.
    private static int room(Transaction transaction, String table, ReportName name, String domain)
            throws SQLException {
        var of = "SELECT count(*) FROM " + table + " WHERE domain = ? AND day = ?";
        long day = name.day().toEpochDay();
        long all = count(transaction, of, domain, day);
        long his = count(transaction, of + " AND reporter = ?", domain, day, name.reporterKey());
        return (int) Math.max(0, Math.min(MOST_LINES - all, MOST_LINES_OF_A_REPORTER - his));
    }

    /// The first ones as they are; of the others one line for all that have nothing to tell them
    /// apart.
    private static <T extends Countable<T>> List<T> limited(List<T> lines, int room) {
        if (lines.size() <= room) return lines;
        var all = new ArrayList<>(lines.subList(0, room));
        var sums = new LinkedHashMap<T, Long>();
        for (var line : lines.subList(room, lines.size())) {
            sums.merge(line.inGeneral().counting(0), line.count(), Long::sum);
        }
        sums.forEach((line, sum) -> all.add(line.counting(sum)));
        return all;
    }

    /// Forgets the oldest day that is older than it has to be kept. To be called every little
    /// while, by one thread.
    ///
    /// @return whether there may be more
    public boolean forget() throws StorageException {
        long oldest =
                LocalDate.ofInstant(clock.now().minus(retention), ZoneOffset.UTC).toEpochDay();
        return database.committer()
                .commit(transaction -> {
                    int gone = 0;
                    for (var sql : FORGETTING) gone += transaction.update(sql, oldest);
                    return gone > 0;
                });
    }
}
