package dev.facteur.cli;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.JsonNode;

/// Prints what became of reports that were handed in, and what those on TLS say.
final class ReportPages {
    private final Desk desk;

    ReportPages(Desk desk) {
        this.desk = desk;
    }

    /// @param answer of `POST /v1/reports`
    void printReceipts(JsonNode answer) {
        for (var receipt : answer.path("receipts")) {
            var file = Reading.text(receipt, "file");
            desk.say(Table.printable(file.isEmpty() ? said(receipt) : file + ": " + said(receipt)));
        }
    }

    private String said(JsonNode receipt) {
        var outcome = Reading.text(receipt, "outcome");
        if (outcome.equals("refused")) return refusal(receipt);
        var values =
                new Object[] {
                    Reading.text(receipt, "domain"),
                    Reading.text(receipt, "reporter"),
                    day(receipt),
                    Reading.number(receipt, "count")
                };
        if (outcome.equals("known")) return desk.text("report.known", values);
        boolean tls = Reading.text(receipt, "kind").equals("tls");
        return desk.text(tls ? "report.taken-tls" : "report.taken", values);
    }

    private String refusal(JsonNode receipt) {
        var code = Reading.text(receipt, "code");
        var reason = Reading.text(receipt, "reason");
        var own = desk.messages().word("refused", code);
        var why = own.equals(code) ? reason : own.replace("{0}", reason);
        var domain = Reading.text(receipt, "domain");
        return domain.isEmpty()
                ? desk.text("report.refused", why)
                : desk.text("report.refused-of", why, domain, Reading.text(receipt, "reporter"));
    }

    /// The day in the middle, which it counts for.
    private static String day(JsonNode receipt) {
        try {
            var begin = Instant.parse(Reading.text(receipt, "begin")).getEpochSecond();
            var end = Instant.parse(Reading.text(receipt, "end")).getEpochSecond();
            var middle = Instant.ofEpochSecond(begin + (end - begin) / 2);
            return middle.atZone(ZoneOffset.UTC).toLocalDate().toString();
        } catch (DateTimeParseException unexpected) {
            return Reading.text(receipt, "begin");
        }
    }

    /// @param report of `/v1/reports/tls/DOMAIN`
    void printTls(JsonNode report) {
        var domain = Reading.text(report, "domain");
        if (Reading.number(report, "reports") == 0) {
            desk.say(
                    desk.text(
                            "report.no-tls",
                            domain,
                            Reading.text(report, "first"),
                            Reading.text(report, "last")));
            return;
        }
        desk.say(heading(desk, report));
        desk.say("");
        var days = desk.table("day", "policy", "sessions-well", "sessions-failed");
        for (var day : report.path("days")) {
            days.row(
                    Reading.text(day, "day"),
                    desk.messages().word("tls-policy", Reading.text(day, "policy")),
                    Reading.number(day, "successes"),
                    Reading.number(day, "failures"));
        }
        desk.print(days, "report.nothing");
        if (!report.path("failures").isEmpty()) printFailures(report);
    }

    private void printFailures(JsonNode report) {
        desk.say("");
        desk.say(desk.text("report.tls-failures"));
        desk.say("");
        var table = desk.table("result", "sessions-failed", "host", "address", "reporter", "day");
        for (var failure : report.path("failures")) {
            table.row(
                    Reading.text(failure, "result"),
                    Reading.number(failure, "sessions"),
                    Reading.text(failure, "host"),
                    Reading.text(failure, "address"),
                    Reading.text(failure, "reporter"),
                    Reading.text(failure, "last"));
        }
        desk.print(table, "report.nothing");
    }

    /// Of which days and by whom a report is.
    static String heading(Desk desk, JsonNode report) {
        return Table.printable(
                desk.text(
                        "report.heading",
                        Reading.text(report, "domain"),
                        Reading.text(report, "first"),
                        Reading.text(report, "last"),
                        Reading.number(report, "reports"),
                        Reading.joined(report, "reporters")));
    }
}
