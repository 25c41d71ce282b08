package dev.facteur.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `facteur doctor`: what is wrong, who has to act, and what to do.
@Command
final class DoctorCommand implements Callable<Integer> {
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
        var page = new FindingPage(desk, verbose);
        int good = 0;
        for (var finding : report.path("findings")) {
            if (Reading.text(finding, "severity").equals("good") && !verbose) good++;
            else page.print(finding);
        }
        if (good > 0) desk.say(desk.text("doctor.good", good));
        if (report.path("findings").isEmpty()) desk.say(desk.text("doctor.nothing"));
    }
}
