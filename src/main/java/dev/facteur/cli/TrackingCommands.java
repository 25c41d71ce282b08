package dev.facteur.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `facteur tracking`: opens and clicks of a site's mails.
@Command
final class TrackingCommands {
    private static final String TRACKING = "/v1/tracking";

    private final Desk desk;

    TrackingCommands(Desk desk) {
        this.desk = desk;
    }

    @Command(name = "set")
    int set(
            @Parameters(paramLabel = "SITE") String site,
            @Option(names = "--domain", paramLabel = "DOMAIN", required = true) String domain,
            @Option(names = "--stream", paramLabel = "STREAM", defaultValue = "broadcast")
                    String stream,
            @Option(names = "--opens") boolean opens,
            @Option(names = "--clicks") boolean clicks,
            @Option(names = "--unchecked") boolean unchecked)
            throws Failure {
        var body =
                Desk.object()
                        .put("site", site)
                        .put("stream", stream)
                        .put("domain", domain)
                        .put("opens", opens)
                        .put("clicks", clicks)
                        .put("unchecked", unchecked);
        return desk.show(
                desk.api().put(TRACKING, body),
                rule -> {
                    desk.say(desk.text("tracking.set", site, stream, counted(rule), domain));
                    desk.say(desk.text("tracking.never"));
                });
    }

    @Command(name = "show")
    int show(@Option(names = "--site", paramLabel = "SITE") @Nullable String site) throws Failure {
        var path = TRACKING + "?look=true";
        var answer = desk.api().get(site == null ? path : path + "&site=" + Api.encoded(site));
        return desk.show(answer, this::printRules);
    }

    private void printRules(JsonNode answer) {
        var table = desk.table("site", "stream", "counted", "domain", "state");
        for (var rule : answer.path("tracking")) {
            table.row(
                    Reading.text(rule, "site"),
                    Reading.text(rule, "stream"),
                    counted(rule),
                    Reading.text(rule, "domain"),
                    desk.messages().word("tracking-leads", Reading.text(rule, "leads")));
        }
        desk.print(table, "tracking.none");
        if (!Reading.flag(answer, "door") && !answer.path("tracking").isEmpty()) {
            desk.say(desk.text("tracking.no-door"));
        }
    }

    private String counted(JsonNode rule) {
        boolean opens = Reading.flag(rule, "opens");
        boolean clicks = Reading.flag(rule, "clicks");
        return desk.text(
                opens && clicks ? "tracking.both" : opens ? "tracking.opens" : "tracking.clicks");
    }

    @Command(name = "off")
    int off(
            @Parameters(paramLabel = "SITE") String site,
            @Option(names = "--stream", paramLabel = "STREAM", defaultValue = "broadcast")
                    String stream)
            throws Failure {
        return desk.show(
                desk.api().delete(query(TRACKING, site, stream)),
                _ -> desk.say(desk.text("tracking.off", site, stream)));
    }

    @Command(name = "report")
    int report(
            @Parameters(paramLabel = "SITE") String site,
            @Option(names = "--stream", paramLabel = "STREAM", defaultValue = "broadcast")
                    String stream,
            @Option(names = "--days", paramLabel = "N", defaultValue = "30") int days)
            throws Failure {
        var path = query(TRACKING + "/counts", site, stream) + "&days=" + days;
        return desk.show(desk.api().get(path), this::printCounts);
    }

    private void printCounts(JsonNode answer) {
        var counts = answer.path("counts");
        var table = desk.table("", "count");
        for (var what :
                new String[] {
                    "mails",
                    "delivered",
                    "opened",
                    "opened_by_machine",
                    "clicked",
                    "clicked_by_machine"
                }) {
            table.row(desk.text("tracking.counted." + what), Reading.number(counts, what));
        }
        desk.print(table, "tracking.none");
        desk.say("");
        desk.say(desk.text("tracking.caution"));
    }

    private static String query(String path, String site, String stream) {
        return path + "?site=" + Api.encoded(site) + "&stream=" + Api.encoded(stream);
    }
}
