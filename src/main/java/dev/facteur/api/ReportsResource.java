package dev.facteur.api;

import dev.facteur.account.Domains;
import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Role;
import dev.facteur.feedback.Receipt;
import dev.facteur.feedback.ReportIntake;
import dev.facteur.feedback.Returned;
import dev.facteur.feedback.Sender;
import dev.facteur.feedback.SourceReport;
import dev.facteur.feedback.SourceReport.Tally;
import dev.facteur.feedback.TlsTable;
import dev.facteur.platform.http.LimitedBody;
import dev.facteur.platform.http.Operation;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/reports`: the reports of receivers on DMARC and TLS, in and out.
final class ReportsResource {
    private static final int USUAL_DAYS = 30;
    private static final int MOST_DAYS = 3_660;

    private final Returned returned;
    private final Domains domains;

    ReportsResource(Returned returned, Domains domains) {
        this.returned = returned;
        this.domains = domains;
    }

    record Receipts(List<Told> receipts) {
        static Receipts of(List<Receipt> receipts) {
            return new Receipts(receipts.stream().map(Told::of).toList());
        }
    }

    /// @param outcome `taken`, `known` or `refused`
    /// @param kind `dmarc` or `tls`; null where it could not be read
    /// @param count mails, or sessions, that were counted
    /// @param code why it was refused; `""` when it was not
    /// @param reason the same as half a sentence, English
    record Told(
            String outcome,
            @Nullable String kind,
            String domain,
            String reporter,
            String id,
            @Nullable Instant begin,
            @Nullable Instant end,
            long count,
            String code,
            String reason) {
        static Told of(Receipt receipt) {
            var kind = receipt.kind();
            return new Told(
                    receipt.outcome().word(),
                    kind == null ? null : kind.word(),
                    receipt.domain(),
                    receipt.reporter(),
                    receipt.id(),
                    receipt.begin(),
                    receipt.end(),
                    receipt.count(),
                    receipt.code(),
                    receipt.reason());
        }
    }

    /// @param days each day and sender; empty unless `?by_day=true`
    record Dmarc(
            String domain,
            LocalDate first,
            LocalDate last,
            int reports,
            List<String> reporters,
            int reportedDays,
            Tally total,
            List<Line> senders,
            List<Day> days) {
        static Dmarc of(SourceReport report) {
            return new Dmarc(
                    report.domain(),
                    report.first(),
                    report.last(),
                    report.reports(),
                    report.reporters(),
                    report.reportedDays(),
                    report.total(),
                    report.senders().stream().map(Line::of).toList(),
                    report.days().stream().map(Day::of).toList());
        }
    }

    /// @param kind `route`, `company`, `authorised`, `forwarder`, `unknown` or `untold`
    record Who(String kind, String id, String title) {
        static Who of(Sender sender) {
            return new Who(sender.kind().word(), sender.id(), sender.title());
        }
    }

    record Line(
            Who sender,
            Tally tally,
            LocalDate first,
            LocalDate last,
            int networks,
            List<SourceReport.Source> addresses) {
        static Line of(SourceReport.Line line) {
            return new Line(
                    Who.of(line.sender()),
                    line.tally(),
                    line.first(),
                    line.last(),
                    line.networks(),
                    line.addresses());
        }
    }

    record Day(LocalDate day, Who sender, Tally tally) {
        static Day of(SourceReport.Day day) {
            return new Day(day.day(), Who.of(day.sender()), day.tally());
        }
    }

    void install(Operations operations) {
        operations.add(
                Operation.post("/v1/reports", Role.OPERATOR, "Hand in a report")
                        .takes("application/octet-stream")
                        .answers(200, Receipts.class),
                this::take);
        operations.add(
                Operation.get(
                                "/v1/reports/dmarc/{domain}",
                                Role.VIEWER,
                                "What receivers say of DMARC")
                        .query("days", "by_day")
                        .answers(200, Dmarc.class)
                        .refuses(422),
                this::dmarc);
        operations.add(
                Operation.get("/v1/reports/tls/{domain}", Role.VIEWER, "What senders say of TLS")
                        .query("days")
                        .answers(200, TlsTable.Report.class)
                        .refuses(422),
                this::tls);
    }

    /// The bytes of a report, an archive or a mail; what they are is seen by them.
    private void take(Context context) throws Exception {
        var receipts = returned.intake().take(body(context));
        if (receipts.isEmpty()) {
            throw new Objection(
                    Kind.INVALID,
                    "report-none",
                    "",
                    "there is no report on DMARC or TLS in it; hand in the XML or JSON, its gzip or"
                            + " zip, or the whole mail that it came with");
        }
        context.json(Receipts.of(receipts));
    }

    private static byte[] body(Context context) throws IOException {
        try (var body = new LimitedBody(context.bodyInputStream(), ReportIntake.MOST_BYTES)) {
            return body.readAllBytes();
        }
    }

    private void dmarc(Context context) throws Exception {
        var domain = domains.named(context.pathParam("domain")).name();
        boolean byDay = "true".equals(context.queryParam("by_day"));
        context.json(Dmarc.of(returned.sources().of(domain, days(context), byDay)));
    }

    private void tls(Context context) throws Exception {
        var domain = domains.named(context.pathParam("domain")).name();
        TlsTable.Report report = returned.tls().of(domain, days(context));
        context.json(report);
    }

    private static int days(Context context) throws Objection {
        var text = context.queryParam("days");
        try {
            int days = text == null ? USUAL_DAYS : Integer.parseInt(text);
            if (days >= 1 && days <= MOST_DAYS) return days;
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw new Objection(
                Kind.INVALID,
                "parameter-days",
                "days",
                "days is a number up to " + MOST_DAYS,
                MOST_DAYS);
    }
}
