package dev.facteur.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `facteur doctor`: what is wrong, who has to act, and what to do.
@Command
final class DoctorCommand implements Callable<Integer> {
    private static final String INDENT = "    ";

    private final Desk desk;

    @Option(names = "--domain", paramLabel = "DOMAIN")
    @Nullable String domain;

    @Option(names = "--route", paramLabel = "ROUTE")
    @Nullable String route;

    @Option(names = {"-v", "--verbose"})
    boolean verbose;

    @Option(names = "--from-site")
    boolean fromSite;

    DoctorCommand(Desk desk) {
        this.desk = desk;
    }

    /// For monitoring: 0 when all is well, 1 when mail suffers, 2 when it does not arrive.
    @Override
    public Integer call() throws Failure {
        if (fromSite) return new SiteCheckPage(desk).call();
        desk.warn(desk.text("doctor.looking"));
        var path = new StringBuilder("/v1/doctor?lang=");
        path.append(desk.messages().locale().getLanguage());
        if (domain != null) path.append("&domain=").append(Api.encoded(domain));
        if (route != null) path.append("&route=").append(Api.encoded(route));
        var report = desk.api().get(path.toString());
        desk.show(report, this::print);
        return code(report);
    }

    private static int code(JsonNode report) {
        int worst = ExitCode.OK;
        for (var finding : report.path("findings")) {
            int code =
                    switch (Reading.text(finding, "severity")) {
                        case "problem" -> ExitCode.PROBLEM;
                        case "warning" -> ExitCode.INCOMPLETE;
                        default -> ExitCode.OK;
                    };
            worst = Math.max(worst, code);
        }
        return worst;
    }

    private void print(JsonNode report) {
        int good = 0;
        for (var finding : report.path("findings")) {
            if (Reading.text(finding, "severity").equals("good") && !verbose) good++;
            else printFinding(finding);
        }
        if (good > 0) desk.say(desk.text("doctor.good", good));
        if (report.path("findings").isEmpty()) desk.say(desk.text("doctor.nothing"));
    }

    private void printFinding(JsonNode finding) {
        var severity = Reading.text(finding, "severity");
        var word = desk.messages().word("severity", severity);
        var title = desk.terminal().coloured() ? tint(severity).over(word) : word;
        desk.say(title + "  " + Table.printable(Reading.text(finding, "seen")));
        var why = Reading.text(finding, "why");
        if (!why.isEmpty()) say(why);
        if (!Reading.text(finding, "who").equals("nobody")) {
            var who = desk.messages().word("who", Reading.text(finding, "who"));
            say(desk.text("doctor.who", who));
        }
        int number = 0;
        for (var step : finding.path("steps")) say(++number + ". " + step.asString());
        for (var record : finding.path("records")) printRecord(record);
        if (verbose) {
            for (var line : finding.path("evidence")) say("| " + line.asString());
        }
        desk.say("");
    }

    /// The value whole and alone on its line, so that it can be copied with one click.
    private void printRecord(JsonNode record) {
        desk.say("");
        say(desk.text("domain.record-name") + "  " + Reading.text(record, "name"));
        say(desk.text("domain.record-type") + "  " + Reading.text(record, "type"));
        say(desk.text("domain.record-value") + "  " + Reading.text(record, "value"));
    }

    private void say(String text) {
        desk.say(INDENT + Table.printable(text));
    }

    private static Tint tint(String severity) {
        return switch (severity) {
            case "problem" -> Tint.BAD;
            case "warning" -> Tint.ATTENTION;
            case "good" -> Tint.GOOD;
            default -> Tint.PLAIN;
        };
    }
}
