package dev.facteur.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `facteur webhook`: programs that are told what happens.
@Command
final class WebhookCommands {
    private static final String WEBHOOKS = "/v1/webhooks";

    private final Desk desk;

    WebhookCommands(Desk desk) {
        this.desk = desk;
    }

    @Command(name = "add")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site,
            @Option(names = "--event", paramLabel = "EVENT", split = ",")
                    @Nullable List<String> events,
            @Option(names = "--batch", paramLabel = "N") @Nullable Integer batch)
            throws Failure {
        var body = Desk.object().put("name", name).put("address", address);
        if (site != null) body.put("site", site);
        if (batch != null) body.put("batch", batch);
        Desk.list(body, "kinds", events);
        return desk.show(
                desk.api().post(WEBHOOKS, body),
                added -> {
                    desk.say(desk.text("hook.added", name));
                    desk.say(desk.text("hook.secret", Reading.text(added, "secret")));
                    desk.say(desk.text("hook.then", name));
                });
    }

    @Command(name = "list")
    int list() throws Failure {
        return desk.show(
                desk.api().get(WEBHOOKS),
                answer -> {
                    var table = desk.table("webhook", "site", "events", "state", "address");
                    for (var webhook : answer.path("webhooks")) {
                        table.row(
                                Reading.text(webhook, "name"),
                                site(webhook),
                                kinds(webhook),
                                desk.messages().word("webhook-state", state(webhook)),
                                Reading.text(webhook, "address"));
                    }
                    desk.print(table, "hook.none");
                });
    }

    private String site(JsonNode webhook) {
        var site = Reading.text(webhook, "site");
        return site.isEmpty() ? desk.text("hook.all") : site;
    }

    private String kinds(JsonNode webhook) {
        var kinds = Reading.joined(webhook, "kinds");
        return kinds.isEmpty() ? desk.text("hook.all") : kinds;
    }

    private static String state(JsonNode webhook) {
        return Reading.text(webhook, "state");
    }

    @Command(name = "show")
    int show(@Parameters(paramLabel = "NAME") String name) throws Failure {
        var calls = desk.api().get(path(name, "/calls"));
        var webhook = desk.api().get(path(name, ""));
        ((ObjectNode) webhook).set("calls", calls.path("calls"));
        return desk.show(webhook, this::printWithCalls);
    }

    private void printWithCalls(JsonNode webhook) {
        print(webhook);
        desk.say("");
        var table = desk.table("accepted", "events", "answer", "millis");
        for (var call : webhook.path("calls")) {
            table.row(
                    Reading.time(call, "at"),
                    Reading.number(call, "events"),
                    answer(call),
                    Reading.number(call, "millis"));
        }
        desk.print(table, "hook.no-calls");
    }

    private static String answer(JsonNode call) {
        var trouble = Reading.text(call, "trouble");
        var said = trouble.isEmpty() ? "HTTP " + Reading.text(call, "status") : trouble;
        var words = Reading.text(call, "words");
        return words.isEmpty() ? said : said + " " + words;
    }

    private void print(JsonNode webhook) {
        var state = state(webhook);
        say("hook.is", Reading.text(webhook, "name"), Reading.text(webhook, "address"));
        say("hook.tells", site(webhook), kinds(webhook));
        var since = Reading.time(webhook, "since");
        var why = Reading.text(webhook, "why");
        switch (state) {
            case "failing" -> say("hook.fails", since, why, Reading.time(webhook, "next"));
            case "paused" -> {
                if (why.isEmpty()) say("hook.paused-by-you", since);
                else say("hook.gave-up", since, why, Reading.text(webhook, "name"));
            }
            default -> say("hook.works");
        }
    }

    private void say(String key, Object... values) {
        desk.say(Table.printable(desk.text(key, values)));
    }

    /// What is not said stays.
    @Command(name = "set")
    int set(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--address", paramLabel = "ADDRESS") @Nullable String address,
            @Option(names = "--event", paramLabel = "EVENT", split = ",")
                    @Nullable List<String> events,
            @Option(names = "--every-event") boolean everyEvent,
            @Option(names = "--batch", paramLabel = "N") @Nullable Integer batch)
            throws Failure {
        var body = Desk.object();
        if (address != null) body.put("address", address);
        if (batch != null) body.put("batch", batch);
        if (everyEvent) body.putArray("kinds");
        Desk.list(body, "kinds", events);
        return desk.show(desk.api().patch(path(name, ""), body), this::print);
    }

    @Command(name = "remove")
    int remove(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(
                desk.api().delete(path(name, "")), _ -> desk.say(desk.text("hook.removed", name)));
    }

    /// Fails when the call is not taken, so that scripts can ask.
    @Command(name = "test")
    int test(@Parameters(paramLabel = "NAME") String name) throws Failure {
        var answer = desk.api().post(path(name, "/test"), null);
        boolean taken = Reading.flag(answer, "taken");
        desk.show(
                answer,
                _ -> {
                    var millis = Reading.number(answer, "millis");
                    say(taken ? "hook.takes" : "hook.refuses", answer(answer), millis);
                });
        return taken ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    @Command(name = "pause")
    int pause(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(desk.api().post(path(name, "/pause"), null), this::print);
    }

    @Command(name = "resume")
    int resume(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(desk.api().post(path(name, "/resume"), null), this::print);
    }

    @Command(name = "replay")
    int replay(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--since", paramLabel = "TIME", required = true) String since)
            throws Failure {
        var body = Desk.object().put("since", since);
        return desk.show(
                desk.api().post(path(name, "/replay"), body),
                webhook -> say("hook.replays", name, Reading.text(webhook, "behind")));
    }

    private static String path(String name, String rest) {
        return Api.path(WEBHOOKS + "/", name, rest);
    }
}
