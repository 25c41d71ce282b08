package dev.facteur.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `facteur route`: the ways out.
@Command
final class RouteCommands {
    private static final String ROUTES = "/v1/routes";

    private final Desk desk;

    RouteCommands(Desk desk) {
        this.desk = desk;
    }

    @Command(name = "add")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--host", paramLabel = "HOST", required = true) String host,
            @Mixin RouteOptions options)
            throws Failure {
        if (options.user == null && options.passwordFile != null) {
            throw desk.failure(ExitCode.USAGE, "error.password-without-user");
        }
        var body = Desk.object().put("name", name).put("host", host);
        options.addTo(body, desk, host);
        return desk.show(
                desk.api().post(ROUTES, body),
                route -> {
                    desk.say(desk.text("route.added", name));
                    print(route);
                });
    }

    /// What is not given stays as it is.
    @Command(name = "set")
    int set(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--host", paramLabel = "HOST") @Nullable String host,
            @Option(names = "--no-user") boolean noUser,
            @Option(names = "--no-ca-file") boolean noAuthority,
            @Mixin RouteOptions options)
            throws Failure {
        var body = Desk.object();
        if (host != null) body.put("host", host);
        if (noUser) body.put("user", "");
        if (noAuthority) body.put("ca", "");
        options.addTo(body, desk, host == null ? name : host);
        if (body.isEmpty()) throw desk.failure(ExitCode.USAGE, "error.nothing-to-set", name);
        return desk.show(
                desk.api().patch(Api.path(ROUTES + "/", name), body),
                route -> {
                    desk.say(desk.text("route.changed", name));
                    print(route);
                });
    }

    @Command(name = "list")
    int list() throws Failure {
        return desk.show(
                desk.api().get(ROUTES),
                answer -> {
                    var table = desk.table("route", "host", "ports", "user", "default", "state");
                    for (var route : answer.path("routes")) {
                        var settings = route.path("settings");
                        table.row(
                                Reading.text(route, "name"),
                                Reading.text(settings, "host"),
                                ladder(settings),
                                Reading.text(settings, "user"),
                                Reading.flag(route, "is_default") ? desk.text("yes") : "",
                                state(route));
                    }
                    desk.print(table, "route.none");
                });
    }

    @Command(name = "show")
    int show(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(desk.api().get(Api.path(ROUTES + "/", name)), this::print);
    }

    @Command(name = "remove")
    int remove(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(
                desk.api().delete(Api.path(ROUTES + "/", name)),
                _ -> desk.say(desk.text("route.removed", name)));
    }

    @Command(name = "default")
    int makeDefault(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(
                desk.api().post(Api.path(ROUTES + "/", name, "/default"), null),
                _ -> desk.say(desk.text("route.is-default", name)));
    }

    @Command(name = "unpark")
    int unpark(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(
                desk.api().post(Api.path(ROUTES + "/", name, "/unpark"), null),
                _ -> desk.say(desk.text("route.unparked", name)));
    }

    private void print(JsonNode route) {
        var settings = route.path("settings");
        var table = desk.table("", "");
        table.row(desk.text("column.route"), Reading.text(route, "name"));
        table.row(desk.text("column.host"), Reading.text(settings, "host"));
        table.row(desk.text("column.ports"), ladder(settings));
        table.row(desk.text("column.user"), Reading.text(settings, "user"));
        table.row(desk.text("column.ca-file"), authority(settings));
        table.row(desk.text("column.signs"), yesOrNo(settings, "signs"));
        table.row(
                desk.text("column.uncertain"),
                desk.messages().word("uncertain", Reading.text(settings, "uncertain")));
        table.row(desk.text("column.connections"), Reading.text(settings, "connections"));
        table.row(desk.text("column.default"), yesOrNo(route, "is_default"));
        table.row(desk.text("column.state"), state(route));
        desk.print(table, "route.none");
        if (Reading.text(route, "parked_why").isEmpty()) return;
        desk.say("");
        desk.say(desk.text("route.next-step", Reading.text(route, "name")));
    }

    private static String ladder(JsonNode settings) {
        return Reading.text(settings, "ladder").replace(",", ", ");
    }

    private String authority(JsonNode settings) {
        var file = Reading.text(settings, "ca");
        return file.isEmpty() ? desk.text("route.public-authorities") : file;
    }

    private String yesOrNo(JsonNode node, String member) {
        return desk.text(Reading.flag(node, member) ? "yes" : "no");
    }

    private Table.Cell state(JsonNode route) {
        var why = Reading.text(route, "parked_why");
        if (why.isEmpty()) return new Table.Cell(desk.text("route.open"), false, Tint.PLAIN);
        var sentence = desk.text("route.parked", Reading.time(route, "parked_at"), why);
        return new Table.Cell(Table.printable(sentence), false, Tint.ATTENTION);
    }
}
