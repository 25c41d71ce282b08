package dev.facteur.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `facteur user`: the people who operate.
@Command
final class UserCommands {
    private static final String USERS = "/v1/users";

    private final Desk desk;
    private final KeyTerms terms;

    UserCommands(Desk desk) {
        this.desk = desk;
        this.terms = new KeyTerms(desk);
    }

    @Command(name = "add")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--role", paramLabel = "ROLE", defaultValue = "viewer") String role,
            @Option(names = "--site", paramLabel = "SITE", split = ",")
                    @Nullable List<String> sites,
            @Option(names = "--network", paramLabel = "RANGE", split = ",")
                    @Nullable List<String> networks)
            throws Failure {
        var body = Desk.object().put("name", name).put("role", role);
        Desk.list(body, "sites", sites);
        Desk.list(body, "networks", networks);
        return issued(desk.api().post(USERS, body));
    }

    @Command(name = "list")
    int list() throws Failure {
        return desk.show(
                desk.api().get(USERS),
                answer -> {
                    var table = desk.table("user", "role", "sites", "last-used");
                    for (var user : answer.path("users")) {
                        table.row(
                                Reading.text(user, "name"),
                                Reading.text(user, "role"),
                                sites(user),
                                terms.lastUsed(user));
                    }
                    desk.print(table, "user.none");
                });
    }

    @Command(name = "show")
    int show(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(desk.api().get(Api.path(USERS + "/", name)), this::print);
    }

    /// What is not said stays.
    @Command(name = "set")
    int set(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--role", paramLabel = "ROLE") @Nullable String role,
            @Option(names = "--site", paramLabel = "SITE", split = ",")
                    @Nullable List<String> sites,
            @Option(names = "--every-site") boolean everySite,
            @Option(names = "--network", paramLabel = "RANGE", split = ",")
                    @Nullable List<String> networks,
            @Option(names = "--everywhere") boolean everywhere)
            throws Failure {
        var path = Api.path(USERS + "/", name);
        var api = desk.api();
        var changed =
                api.edit(
                        path,
                        before -> {
                            var body = Desk.object();
                            body.set("role", before.path("role"));
                            body.set("sites", before.path("sites"));
                            body.set("networks", before.path("networks"));
                            if (role != null) body.put("role", role);
                            if (everySite) body.putNull("sites");
                            if (everywhere) body.putArray("networks");
                            Desk.list(body, "sites", sites);
                            Desk.list(body, "networks", networks);
                            return body;
                        });
        return desk.show(changed, this::print);
    }

    @Command(name = "token")
    int token(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return issued(desk.api().post(Api.path(USERS + "/", name, "/token"), null));
    }

    @Command(name = "remove")
    int remove(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(
                desk.api().delete(Api.path(USERS + "/", name)),
                _ -> desk.say(desk.text("user.removed", name)));
    }

    private int issued(JsonNode issued) throws Failure {
        return desk.show(
                issued,
                answer -> {
                    var name = Reading.text(answer.path("user"), "name");
                    desk.say(desk.text("user.token", name));
                    desk.say("");
                    desk.say("  " + Reading.text(answer, "token"));
                    desk.say("");
                    desk.say(desk.text("user.next"));
                });
    }

    private void print(JsonNode user) {
        var table = desk.table("", "");
        table.row(desk.text("column.user"), Reading.text(user, "name"));
        table.row(desk.text("column.role"), Reading.text(user, "role"));
        table.row(desk.text("column.sites"), sites(user));
        table.row(desk.text("column.networks"), terms.networks(user));
        table.row(desk.text("column.last-used"), terms.lastUsed(user));
        desk.print(table, "user.none");
    }

    private String sites(JsonNode user) {
        if (user.path("sites").isNull()) return desk.text("user.every-site");
        var sites = Reading.joined(user, "sites");
        return sites.isEmpty() ? desk.text("user.no-site") : sites;
    }
}
