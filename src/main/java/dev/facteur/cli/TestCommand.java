package dev.facteur.cli;

import dev.facteur.platform.Clock;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.config.BadSetting;
import dev.facteur.platform.config.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `facteur test`: does a mail from here arrive, and where?
@Command
final class TestCommand implements Callable<Integer> {
    private static final String TESTS = "/v1/tests";
    private static final Duration PAUSE = Duration.ofMillis(500);

    /// A look into a mailbox that has begun when the time is over comes to its end.
    private static final Duration LAST_LOOK = Duration.ofSeconds(90);

    private final Desk desk;
    private final Clock clock = new SystemClock();

    @Parameters(paramLabel = "ADDRESS", arity = "0..1")
    @Nullable String address;

    @Option(names = "--from", paramLabel = "ADDRESS")
    @Nullable String from;

    @Option(names = "--route", paramLabel = "ROUTE")
    @Nullable String route;

    @Option(names = "--site", paramLabel = "SITE")
    @Nullable String site;

    @Option(names = "--seed", paramLabel = "NAME", split = ",")
    @Nullable List<String> seeds;

    @Option(names = "--wait", paramLabel = "TIME", defaultValue = "2m")
    String wait = "2m";

    @Option(names = "--history")
    boolean history;

    @Option(names = {"-v", "--verbose"})
    boolean verbose;

    TestCommand(Desk desk) {
        this.desk = desk;
    }

    /// For scripts: 0 when it arrived, 1 when it arrived elsewhere or not yet, 2 when it will not.
    @Override
    public Integer call() throws Failure {
        if (history) return desk.show(desk.api().get(TESTS), this::printHistory);
        var patience = patience();
        var sent = desk.api().post(TESTS, order(patience));
        var test = follow(sent, patience);
        var id = Reading.text(test, "id");
        if (!desk.options().json) desk.warn(desk.text("test.explaining"));
        var language = desk.messages().locale().getLanguage();
        var path = Api.path(TESTS + "/", id, "/findings") + "?lang=" + language;
        var explained = desk.api().get(path);
        if (desk.options().json) {
            desk.say(test.toString());
            desk.say(explained.toString());
        } else {
            printEnd(test, explained);
        }
        return code(Reading.text(explained, "verdict"));
    }

    private JsonNode order(Duration patience) {
        var order = Desk.object();
        if (address != null) order.put("to", address);
        if (from != null) order.put("from", from);
        if (route != null) order.put("route", route);
        if (site != null) order.put("site", site);
        if (seeds != null) {
            var array = order.putArray("seeds");
            for (var seed : seeds) array.add(seed);
        }
        order.put("seconds", patience.toSeconds());
        order.put("language", desk.messages().locale().getLanguage());
        return order;
    }

    private Duration patience() throws Failure {
        try {
            return DurationText.parse(wait);
        } catch (BadSetting bad) {
            throw desk.failure(ExitCode.USAGE, "error.duration", wait);
        }
    }

    private JsonNode follow(JsonNode sent, Duration patience) throws Failure {
        var page = new TestPage(desk);
        var end = clock.now().plus(patience).plus(LAST_LOOK);
        var test = sent;
        var path = Api.path(TESTS + "/", Reading.text(sent, "id"));
        while (true) {
            if (!desk.options().json) page.update(test);
            if (Reading.flag(test, "done") || clock.now().isAfter(end)) return test;
            try {
                clock.sleepUntil(clock.now().plus(PAUSE));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return test;
            }
            test = desk.api().get(path);
        }
    }

    private static int code(String verdict) {
        return switch (verdict) {
            case "delivered" -> ExitCode.OK;
            case "refused", "stuck" -> ExitCode.PROBLEM;
            default -> ExitCode.INCOMPLETE;
        };
    }

    private void printEnd(JsonNode test, JsonNode explained) {
        desk.say("");
        var page = new FindingPage(desk, verbose);
        for (var finding : explained.path("findings")) page.print(finding);
        for (var mail : test.path("mails")) printAdvice(mail.path("trace"));
        desk.say(desk.messages().word("verdict", Reading.text(explained, "verdict")));
    }

    /// What the remote's answer asks for.
    private void printAdvice(JsonNode trace) {
        var who = desk.messages().word("who", Reading.text(trace, "who"));
        desk.advice(Reading.text(trace, "reason"), Reading.text(trace, "route"))
                .ifPresent(advice -> desk.say(desk.text("mail.advice", who, advice) + "\n"));
    }

    private void printHistory(JsonNode answer) {
        var table = desk.table("accepted", "seed", "placement", "folder", "proofs");
        for (var past : answer.path("placements")) {
            var placed = past.path("placed");
            table.row(
                    Reading.time(placed, "at"),
                    Reading.text(past, "seed"),
                    TestPage.placement(desk, placed),
                    Reading.text(placed, "folder"),
                    TestPage.proofs(placed.path("proofs")));
        }
        desk.print(table, "seed.no-tests");
    }
}
