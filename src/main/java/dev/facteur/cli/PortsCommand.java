package dev.facteur.cli;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `facteur ports`: which port to take and why no other, measured now: for each route, and for the
/// websites.
@Command
final class PortsCommand implements Callable<Integer> {
    private final Desk desk;

    @Option(names = "--route", paramLabel = "ROUTE")
    @Nullable String route;

    PortsCommand(Desk desk) {
        this.desk = desk;
    }

    /// As the doctor's: 2 where no port can be used.
    @Override
    public Integer call() throws Failure {
        desk.warn(desk.text("doctor.looking"));
        var path = "/v1/ports?lang=" + desk.messages().locale().getLanguage();
        if (route != null) path += "&route=" + Api.encoded(route);
        var advice = desk.api().get(path);
        desk.show(advice, this::print);
        return code(advice);
    }

    private static int code(JsonNode advice) {
        int worst = code(Reading.text(advice.path("doors"), "severity"));
        for (var way : advice.path("routes")) {
            worst = Math.max(worst, code(Reading.text(way, "severity")));
        }
        return worst;
    }

    private static int code(String severity) {
        return switch (severity) {
            case "problem" -> ExitCode.PROBLEM;
            case "warning" -> ExitCode.INCOMPLETE;
            default -> ExitCode.OK;
        };
    }

    private void print(JsonNode advice) {
        desk.say(desk.text("ports.out"));
        if (advice.path("routes").isEmpty()) desk.say(desk.text("route.none"));
        for (var way : advice.path("routes")) {
            printWay(way);
            desk.say("");
        }
        desk.say(desk.text("ports.in"));
        printWay(advice.path("doors"));
        desk.say("");
        desk.say(desk.text("ports.from-site"));
    }

    private void printWay(JsonNode way) {
        desk.say("");
        desk.say(Table.printable(Reading.text(way, "answer")));
        if (!way.path("ports").isEmpty()) {
            desk.say("");
            var table = desk.table("port", "in-use", "measured", "use");
            for (var row : way.path("ports")) {
                table.row(
                        Reading.text(row, "port") + "/" + Reading.text(row, "tls"),
                        desk.text(Reading.flag(row, "chosen") ? "yes" : "no"),
                        measured(row),
                        Reading.text(row, "use"));
            }
            desk.print(table, "ports.none");
        }
        for (var other : way.path("others")) desk.say("- " + Table.printable(other.asString()));
    }

    /// `open, 34 ms, TLSv1.3, login accepted`.
    private Table.Cell measured(JsonNode row) {
        var state = Reading.text(row, "state");
        var words = new ArrayList<String>();
        words.add(desk.messages().word("port-state", state));
        if (!state.equals("none")) words.add(Reading.text(row, "took_millis") + " ms");
        var version = Reading.text(row, "version");
        if (!version.isEmpty()) words.add(version);
        var login = Reading.text(row, "login");
        if (!login.equals("untried")) words.add(desk.messages().word("port-login", login));
        boolean well = state.equals("open") && !login.equals("refused");
        var tint = well ? Tint.GOOD : state.equals("none") ? Tint.PLAIN : Tint.ATTENTION;
        return new Table.Cell(Table.printable(String.join(", ", words)), false, tint);
    }
}
