package dev.facteur.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `facteur alert`: who is told when something is wrong, and what is.
@Command
final class AlertCommands {
    private static final String CHANNELS = "/v1/alerts/channels";

    private final Desk desk;

    AlertCommands(Desk desk) {
        this.desk = desk;
    }

    /// One of these.
    static final class Where {
        @Option(names = "--slack", paramLabel = "URL", required = true)
        @Nullable String slack;

        @Option(names = "--discord", paramLabel = "URL", required = true)
        @Nullable String discord;

        @Option(names = "--teams", paramLabel = "URL", required = true)
        @Nullable String teams;

        @Option(names = "--telegram", paramLabel = "TOKEN:CHAT", required = true)
        @Nullable String telegram;

        @Option(names = "--webhook", paramLabel = "URL", required = true)
        @Nullable String webhook;

        @Option(names = "--mail", paramLabel = "ADDRESS", required = true)
        @Nullable String mail;

        ObjectNode body() {
            var body = Desk.object();
            if (slack != null) body.put("slack", slack);
            if (discord != null) body.put("discord", discord);
            if (teams != null) body.put("teams", teams);
            if (telegram != null) body.put("telegram", telegram);
            if (webhook != null) body.put("webhook", webhook);
            if (mail != null) body.put("mail", mail);
            return body;
        }
    }

    @Command(name = "add")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @ArgGroup(multiplicity = "1") Where where,
            @Option(names = "--route", paramLabel = "ROUTE") @Nullable String route)
            throws Failure {
        var body =
                where.body()
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
