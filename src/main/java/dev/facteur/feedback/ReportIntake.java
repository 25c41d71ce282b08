package dev.facteur.feedback;

import dev.facteur.feedback.Receipt.Kind;
import dev.facteur.feedback.ReportShelf.Kept;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.protocol.dmarc.aggregate.AggregateReader;
import dev.facteur.protocol.dmarc.aggregate.AggregateReport;
import dev.facteur.protocol.dmarc.aggregate.MalformedReport;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.mime.LeafParts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Takes reports in, whichever way they came: a file as it is or packed, or a mail that holds some.
/// Who sent it is not asked, since a report can be forged as a mail can.
public final class ReportIntake {
    /// What is handed in, as it is.
    public static final int MOST_BYTES = 25_000_000;

    /// Reports in one mail. A reporter sends one.
    private static final int MOST_IN_A_MAIL = 20;

    /// Some report once a week or a month; more than this is no report of a time.
    private static final Duration LONGEST = Duration.ofDays(32);

    /// Clocks differ.
    private static final Duration AHEAD = Duration.ofDays(2);

    private final Supplier<List<String>> domains;
    private final ReportShelf shelf;
    private final Duration retention;
    private final Clock clock;

    /// @param domains the sender domains that are ours
    /// @param retention older reports are not taken
    public ReportIntake(
            Supplier<List<String>> domains, ReportShelf shelf, Duration retention, Clock clock) {
        this.domains = domains;
        this.shelf = shelf;
        this.retention = retention;
        this.clock = clock;
    }

    /// Returns when what it could take is on stable storage.
    ///
    /// @param bytes at most [#MOST_BYTES]
    /// @return a receipt for each report in it; empty when there is none
    public List<Receipt> take(byte[] bytes) throws StorageException {
        if (Unpacking.kind(bytes) != Unpacking.Kind.MAIL) {
            var receipt = takeFile(bytes);
            return receipt.isPresent() ? List.of(receipt.get()) : List.of();
        }
        var receipts = new ArrayList<Receipt>();
        for (var part : parts(bytes)) {
            if (receipts.size() == MOST_IN_A_MAIL) break;
            takeFile(part).ifPresent(receipts::add);
        }
        return receipts;
    }

    private static List<byte[]> parts(byte[] mail) {
        try {
            return LeafParts.of(mail);
        } catch (IOException broken) {
            return List.of();
        }
    }

    /// Empty when it is neither a report nor an archive.
    private Optional<Receipt> takeFile(byte[] bytes) throws StorageException {
        var outer = Unpacking.kind(bytes);
        if (!outer.isArchive() && !outer.isReport()) return Optional.empty();
        try {
            var inner = Unpacking.unpacked(bytes);
            return Optional.of(
                    switch (Unpacking.kind(inner)) {
                        case XML -> take(AggregateReader.read(new ByteArrayInputStream(inner)));
                        case JSON -> take(TlsReportReader.read(inner));
                        case GZIP, ZIP, MAIL, OTHER ->
                                throw new Unreadable(
                                        "report-other-content",
                                        "its archive has something else in it");
                    });
        } catch (MalformedReport malformed) {
            return Optional.of(
                    Receipt.unreadable(new Unreadable("report-unreadable", malformed.reason())));
        } catch (Unreadable unreadable) {
            return Optional.of(Receipt.unreadable(unreadable));
        }
    }

    private Receipt take(AggregateReport report) throws StorageException {
        var name =
                new ReportName(
                        Kind.DMARC,
                        report.domain(),
                        reporter(report.organization(), report.email()),
                        report.id(),
                        report.begin(),
                        report.end());
        var objection = objection(name);
        if (objection.isPresent()) return objection.get();
        var ours = new LinkedHashMap<String, List<AggregateReport.Row>>();
        for (var row : report.rows()) {
            var author = row.headerFrom().isEmpty() ? report.domain() : row.headerFrom();
            // RFC 9990 §3.1.2: a report is about the domain of its policy, and those below it.
            if (!DnsName.within(author, report.domain())) continue;
            ours(author).ifPresent(domain -> add(ours, domain, row));
        }
        // One that saw nothing is kept as well, under the domain that it is about.
        ours(report.domain())
                .ifPresent(domain -> ours.computeIfAbsent(domain, _ -> new ArrayList<>()));
        if (ours.isEmpty()) return notOurs(name);
        return receipt(name, shelf.keepDmarc(name, ours));
    }

    private static <T> void add(Map<String, List<T>> lists, String domain, T one) {
        lists.computeIfAbsent(domain, _ -> new ArrayList<>()).add(one);
    }

    private Receipt take(TlsReport report) throws StorageException {
        var ours = new LinkedHashMap<String, List<TlsReport.Policy>>();
        for (var policy : report.policies()) {
            ours(policy.domain()).ifPresent(domain -> add(ours, domain, policy));
        }
        var named =
                report.policies().stream()
                        .map(TlsReport.Policy::domain)
                        .filter(domain -> !domain.isEmpty())
                        .findFirst()
                        .orElse("");
        var name =
                new ReportName(
                        Kind.TLS,
                        ours.keySet().stream().findFirst().orElse(named),
                        reporter(report.organization(), report.contact()),
                        report.id(),
                        report.begin(),
                        report.end());
        var objection = objection(name);
        if (objection.isPresent()) return objection.get();
        return ours.isEmpty() ? notOurs(name) : receipt(name, shelf.keepTls(name, ours));
    }

    private static String reporter(String organization, String contact) {
        return organization.isEmpty() ? contact : organization;
    }

    private Optional<Receipt> objection(ReportName name) {
        if (name.reporter().isEmpty() || name.id().isEmpty()) {
            return Optional.of(
                    name.refused(
                            "report-nameless",
                            "it has no id or does not say who reports, so that it could count"
                                    + " twice"));
        }
        var now = clock.now();
        if (name.end().isAfter(now.plus(AHEAD)) || name.length().compareTo(LONGEST) > 0) {
            return Optional.of(
                    name.refused("report-time", "its time lies ahead, or is longer than a month"));
        }
        var oldest = LocalDate.ofInstant(now.minus(retention), ZoneOffset.UTC);
        if (name.day().isBefore(oldest)) {
            return Optional.of(
                    name.refused("report-old", "it is older than reports are kept here"));
        }
        return Optional.empty();
    }

    private static Receipt notOurs(ReportName name) {
        return name.refused(
                "report-not-ours", "it is about " + name.domain() + ", which no site sends as");
    }

    private static Receipt receipt(ReportName name, Kept kept) {
        return switch (kept) {
            case Kept.Counted(long count) -> name.kept(false, count);
            case Kept.Before() -> name.kept(true, 0);
            case Kept.TooMany() ->
                    name.refused(
                            "report-too-many",
                            "there are very many reports of this day already; somebody may make"
                                    + " them up");
        };
    }

    /// The domain of ours that a name lies in; the nearest, where one lies in the other.
    private Optional<String> ours(String name) {
        return domains.get().stream()
                .filter(domain -> DnsName.within(name, domain))
                .max((one, other) -> Integer.compare(one.length(), other.length()));
    }
}
