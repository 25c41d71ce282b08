package dev.facteur.cli;

import tools.jackson.databind.JsonNode;

/// Prints who sends as a domain, by what receivers reported.
final class SourcesPage {
    private final Desk desk;
    private final JsonNode report;

    /// @param report of `/v1/reports/dmarc/DOMAIN`
    SourcesPage(Desk desk, JsonNode report) {
        this.desk = desk;
        this.report = report;
    }

    /// @param sources whether addresses are listed
    void print(boolean sources) {
        if (Reading.number(report, "reports") == 0) {
            desk.say(
                    desk.text(
                            "report.no-dmarc",
                            Reading.text(report, "domain"),
                            Reading.text(report, "first"),
                            Reading.text(report, "last")));
            return;
        }
        desk.say(ReportPages.heading(desk, report));
        desk.say(summary());
        desk.say("");
        printSenders();
        if (sources) printSources();
        if (!report.path("days").isEmpty()) printDays();
        desk.say("");
        desk.say(desk.text("report.claims"));
    }

    private String summary() {
        var total = report.path("total");
        long mails = Reading.number(total, "mails");
        long failed = Reading.number(total, "failed");
        if (mails == 0) return desk.text("report.nothing");
        if (failed == 0) return desk.text("report.all-pass", mails);
        return desk.text(
                "report.some-fail",
                mails,
                failed,
                Reading.number(total, "quarantined"),
                Reading.number(total, "rejected"));
    }

    private void printSenders() {
        var table =
                desk.table(
                        "who",
                        "mails",
                        "by-spf",
                        "by-dkim",
                        "fails",
                        "quarantined",
                        "rejected",
                        "first-day",
                        "last-day");
        for (var line : report.path("senders")) {
            var tally = line.path("tally");
            table.row(
                    who(line),
                    Reading.number(tally, "mails"),
                    Reading.number(tally, "spf"),
                    Reading.number(tally, "dkim"),
                    failed(tally),
                    Reading.number(tally, "quarantined"),
                    Reading.number(tally, "rejected"),
                    Reading.text(line, "first"),
                    Reading.text(line, "last"));
        }
        desk.print(table, "report.nothing");
    }

    private static Table.Cell failed(JsonNode tally) {
        long failed = Reading.number(tally, "failed");
        return new Table.Cell(
                String.valueOf(failed), true, failed > 0 ? Tint.ATTENTION : Tint.PLAIN);
    }

    private String who(JsonNode line) {
        long networks = Reading.number(line, "networks");
        var where = desk.text(networks == 1 ? "report.network" : "report.networks", networks);
        return name(line.path("sender"), where);
    }

    private String name(JsonNode sender, String where) {
        var kind = Reading.text(sender, "kind");
        var title = Reading.text(sender, "title");
        return switch (kind) {
            case "route" -> desk.text("sender.route", title);
            case "company" -> title;
            case "authorised" -> desk.text("sender.authorised", where);
            case "forwarder" -> desk.text("sender.forwarder", where);
            case "unknown" -> desk.text("sender.unknown", where);
            case "untold" -> desk.text("sender.untold");
            default -> kind;
        };
    }

    private void printSources() {
        desk.say("");
        var table = desk.table("who", "address", "name", "mails", "fails");
        for (var line : report.path("senders")) {
            for (var source : line.path("addresses")) {
                table.row(
                        who(line),
                        Reading.text(source, "address"),
                        Reading.text(source, "host"),
                        Reading.number(source, "mails"),
                        failed(source));
            }
        }
        desk.print(table, "report.nothing");
    }

    private void printDays() {
        desk.say("");
        var table = desk.table("day", "who", "mails", "by-spf", "by-dkim", "fails");
        for (var day : report.path("days")) {
            var tally = day.path("tally");
            table.row(
                    Reading.text(day, "day"),
                    name(day.path("sender"), desk.text("report.some-networks")),
                    Reading.number(tally, "mails"),
                    Reading.number(tally, "spf"),
                    Reading.number(tally, "dkim"),
                    failed(tally));
        }
        desk.print(table, "report.nothing");
    }
}
