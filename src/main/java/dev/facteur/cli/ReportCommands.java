package dev.facteur.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `facteur report`: what receivers report of our domains.
@Command
final class ReportCommands {
    static final String REPORTS = "/v1/reports";

    /// More than the gateway takes, so that it is the one who says that it is too much.
    private static final int MOST_BYTES = 30_000_000;

    private final Desk desk;

    ReportCommands(Desk desk) {
        this.desk = desk;
    }

    /// Fails when one of the files brought no report, so that scripts can ask.
    @Command(name = "take")
    int take(@Parameters(paramLabel = "FILE", arity = "1..*") List<Path> files) throws Failure {
        var all = Desk.object();
        var receipts = all.putArray("receipts");
        for (var file : files) take(file, receipts);
        desk.show(all, answer -> new ReportPages(desk).printReceipts(answer));
        boolean kept =
                receipts.valueStream()
                        .noneMatch(one -> Reading.text(one, "outcome").equals("refused"));
        return kept ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    /// A file that holds no report keeps the others from nothing.
    private void take(Path file, ArrayNode receipts) throws Failure {
        try {
            var answer = desk.api().postBytes(REPORTS, read(file));
            for (var receipt : answer.path("receipts")) {
                receipts.add(((ObjectNode) receipt).put("file", file.toString()));
            }
        } catch (Failure failure) {
            if (failure.exitCode() != ExitCode.DATA) throw failure;
            receipts.addObject()
                    .put("outcome", "refused")
                    .put("code", "report-none")
                    .put("reason", failure.getMessage())
                    .put("file", file.toString());
        }
    }

    private byte[] read(Path file) throws Failure {
        var path = desk.terminal().folder().resolve(file);
        boolean piped = file.toString().equals("-");
        try (var in = piped ? desk.terminal().in() : Files.newInputStream(path)) {

            return in.readNBytes(MOST_BYTES);
        } catch (IOException unreadable) {
            throw desk.failure(
                    ExitCode.NOT_FOUND, "error.unreadable", path, desk.trouble(unreadable));
        }
    }

    @Command(name = "dmarc")
    int dmarc(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(names = "--days", paramLabel = "N", defaultValue = "30") int days,
            @Option(names = "--by-day") boolean byDay,
            @Option(names = "--sources") boolean sources)
            throws Failure {
        var path = Api.path(REPORTS + "/dmarc/", domain) + "?days=" + days + "&by_day=" + byDay;
        return desk.show(
                desk.api().get(path), report -> new SourcesPage(desk, report).print(sources));
    }

    @Command(name = "tls")
    int tls(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(names = "--days", paramLabel = "N", defaultValue = "30") int days)
            throws Failure {
        var report = desk.api().get(Api.path(REPORTS + "/tls/", domain) + "?days=" + days);
        return desk.show(report, answer -> new ReportPages(desk).printTls(answer));
    }
}
