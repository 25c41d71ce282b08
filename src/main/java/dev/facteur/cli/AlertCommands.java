package dev.facteur.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `facteur alert`: who is told when something is wrong, and what is.
@Command
final class AlertCommands {
    private static final String CHANNELS = "/v1/alerts/channels";

    private final Desk desk;

    AlertCommands(Desk desk) {
        this.desk = desk;
    }

    /// One of these. What leads into a chat is a secret: it need not stand on the command line,
    /// which every user of the machine can read.
    static final class Where {
        @Option(
                names = "--slack",
                paramLabel = "URL",
                required = true,
                arity = "0..1",
                fallbackValue = "")
        @Nullable String slack;

        @Option(
                names = "--discord",
                paramLabel = "URL",
                required = true,
                arity = "0..1",
                fallbackValue = "")
        @Nullable String discord;

        @Option(
                names = "--teams",
                paramLabel = "URL",
                required = true,
                arity = "0..1",
                fallbackValue = "")
        @Nullable String teams;

        @Option(
                names = "--telegram",
                paramLabel = "TOKEN:CHAT",
                required = true,
                arity = "0..1",
                fallbackValue = "")
        @Nullable String telegram;

        @Option(
                names = "--webhook",
                paramLabel = "URL",
                required = true,
                arity = "0..1",
                fallbackValue = "")
        @Nullable String webhook;

        @Option(names = "--mail", paramLabel = "ADDRESS", required = true)
        @Nullable String mail;

        Chosen chosen() {
            if (slack != null) return new Chosen("slack", slack);
            if (discord != null) return new Chosen("discord", discord);
            if (teams != null) return new Chosen("teams", teams);
            if (telegram != null) return new Chosen("telegram", telegram);
            if (webhook != null) return new Chosen("webhook", webhook);
            return new Chosen("mail", String.valueOf(mail));
        }
    }

    /// @param written on the command line; `""` where it was not
    record Chosen(String sort, String written) {}

    @Command(name = "add")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @ArgGroup(multiplicity = "1") Where where,
            @Option(names = "--target-file", paramLabel = "FILE") @Nullable Path targetFile,
            @Option(names = "--route", paramLabel = "ROUTE") @Nullable String route)
            throws Failure {
        var chosen = where.chosen();
        var body =
                Desk.object()
                        .put(chosen.sort(), target(chosen, targetFile))
                        .put("name", name)
                        .put("language", desk.messages().locale().getLanguage());
        if (route != null) body.put("route", route);
        return desk.show(
                desk.api().post(CHANNELS, body),
                added -> {
                    desk.say(desk.text("alert.added", name));
                    var secret = Reading.text(added, "secret");
                    if (!secret.isEmpty()) desk.say(desk.text("hook.secret", secret));
                    desk.say(desk.text("alert.then", name));
                });
    }

    private String target(Chosen chosen, @Nullable Path file) throws Failure {
        if (!chosen.written().isEmpty()) {
            if (file == null) return chosen.written();
            throw desk.failure(ExitCode.USAGE, "error.two-targets", chosen.sort());
        }
        if (file != null) return PasswordFile.read(desk, file);
        var asked = desk.terminal().prompt().ask(desk.text("alert.target-of", chosen.sort()));
        if (asked.isPresent()) return new String(asked.get());
        throw desk.failure(ExitCode.USAGE, "error.no-target", chosen.sort());
    }

    @Command(name = "list")
    int list() throws Failure {
        return desk.show(
                desk.api().get(CHANNELS),
                answer -> {
                    var table = desk.table("channel", "sort", "target", "state", "told");
                    for (var channel : answer.path("channels")) {
                        table.row(
                                Reading.text(channel, "name"),
                                Reading.text(channel, "sort"),
                                Reading.text(channel, "target"),
                                state(channel),
                                Reading.time(channel, "told"));
                    }
                    desk.print(table, "alert.none");
                });
    }

    private String state(JsonNode channel) {
        return desk.messages().word("webhook-state", Reading.text(channel, "state"));
    }

    @Command(name = "show")
    int show(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(desk.api().get(path(name, "")), this::print);
    }

    private void print(JsonNode channel) {
        var name = Reading.text(channel, "name");
        say("alert.is", name, Reading.text(channel, "sort"), Reading.text(channel, "target"));
        var told = Reading.time(channel, "told");
        if (told.isEmpty()) say("alert.never");
        else say("alert.told", told);
        var why = Reading.text(channel, "why");
        if (why.isEmpty()) return;
        say("alert.fails", Reading.time(channel, "since"), why, Reading.time(channel, "next"));
    }

    @Command(name = "remove")
    int remove(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(
                desk.api().delete(path(name, "")), _ -> desk.say(desk.text("alert.removed", name)));
    }

    /// Fails when the message is not taken, so that scripts can ask.
    @Command(name = "test")
    int test(@Parameters(paramLabel = "NAME") String name) throws Failure {
        var answer = desk.api().post(path(name, "/test"), null);
        boolean taken = Reading.flag(answer, "taken");
        desk.show(
                answer,
                _ -> {
                    if (taken) say("alert.takes", name);
                    else say("alert.refuses", name, Reading.text(answer, "trouble"));
                });
        return taken ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    @Command(name = "status")
    int status() throws Failure {
        return desk.show(
                desk.api()
                        .get(
                                "/v1/alerts/conditions?lang="
                                        + desk.messages().locale().getLanguage()),
                this::printStanding);
    }

    private void printStanding(JsonNode answer) {
        var conditions = answer.path("conditions");
        if (conditions.isEmpty()) say("alert.well");
        for (var condition : conditions) {
            say("alert.stands", Reading.time(condition, "begun"), Reading.text(condition, "seen"));
            for (var step : condition.path("steps")) say("alert.step", step.asString());
            var missed = Reading.time(condition, "missed");
            if (!missed.isEmpty()) say("alert.missed", missed);
        }
        if (answer.path("channels").asInt() == 0) say("alert.none");
    }

    private void say(String key, Object... values) {
        desk.say(Table.printable(desk.text(key, values)));
    }

    private static String path(String name, String rest) {
        return Api.path(CHANNELS + "/", name, rest);
    }
}
