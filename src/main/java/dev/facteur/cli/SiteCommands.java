package dev.facteur.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `facteur site`: the websites that send.
@Command
final class SiteCommands {
    private static final String SITES = "/v1/sites";
    private static final String NO_ROUTE = "-";
    private static final String NOBODY = "-";

    private final Desk desk;

    SiteCommands(Desk desk) {
        this.desk = desk;
    }

    @Command(name = "add")
    int add(@Parameters(paramLabel = "NAME") String name, @Option(names = "--local") boolean local)
            throws Failure {
        var api = desk.api();
        var before = local ? localSite(api.get(SITES)) : "";
        var body = Desk.object().put("name", name);
        if (local) body.put("local", true);
        var added = api.post(SITES, body);
        // There is one at most, so whoever adds another takes something away.
        if (!before.isEmpty()) desk.warn(desk.text("site.local-moved", before, name));
        return desk.show(
                added,
                site -> {
                    desk.say(desk.text("site.added", name));
                    desk.say(desk.text("site.next", name));
                });
    }

    private static String localSite(JsonNode answer) {
        for (var site : answer.path("sites")) {
            if (Reading.flag(site, "local")) return Reading.text(site, "name");
        }
        return "";
    }

    /// Makes the site and its domains where they are missing, so that one command is enough.
    @Command(name = "pair")
    int pair(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--domain", paramLabel = "DOMAIN", split = ",")
                    @Nullable List<String> domains,
            @Option(names = "--permission", paramLabel = "PERMISSION", split = ",")
                    @Nullable List<String> permissions,
            @Option(names = "--hours", paramLabel = "N") @Nullable Integer hours)
            throws Failure {
        var api = desk.api();
        if (!names(api.get(SITES)).contains(name)) api.post(SITES, Desk.object().put("name", name));
        var added = domains == null ? List.<String>of() : domains;
        for (var domain : added) {
            api.post("/v1/domains", Desk.object().put("name", domain).put("site", name));
        }
        var body = Desk.object();
        Desk.list(body, "permissions", permissions);
        if (hours != null) body.put("hours", hours);
        return desk.show(
                api.post(Api.path(SITES + "/", name, "/pairings"), body),
                invitation -> print(invitation, added));
    }

    private void print(JsonNode invitation, List<String> domains) {
        var link = Reading.text(invitation, "link");
        desk.say(desk.text("site.pair-paste"));
        desk.say("");
        desk.say("  " + link);
        desk.say("");
        desk.say(desk.text("site.pair-until", Reading.time(invitation, "expires_at")));
        if (link.startsWith("http:")) desk.say(desk.text("site.pair-here"));
        for (var domain : domains) desk.say(desk.text("site.pair-records", domain));
    }

    private static List<String> names(JsonNode answer) {
        var names = new ArrayList<String>();
        for (var site : answer.path("sites")) names.add(Reading.text(site, "name"));
        return names;
    }

    @Command(name = "list")
    int list() throws Failure {
        return desk.show(
                desk.api().get(SITES),
                answer -> {
                    var table =
                            desk.table("site", "domains", "transactional", "broadcast", "local");
                    for (var site : answer.path("sites")) {
                        table.row(
                                Reading.text(site, "name"),
                                Reading.joined(site, "domains"),
                                route(site, "transactional"),
                                route(site, "broadcast"),
                                Reading.flag(site, "local") ? desk.text("yes") : "");
                    }
                    desk.print(table, "site.none");
                });
    }

    @Command(name = "show")
    int show(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(desk.api().get(Api.path(SITES + "/", name)), this::print);
    }

    @Command(name = "remove")
    int remove(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(
                desk.api().delete(Api.path(SITES + "/", name)),
                _ -> desk.say(desk.text("site.removed", name)));
    }

    /// `-` as route means the default ones again.
    @Command(name = "route")
    int route(
            @Parameters(paramLabel = "SITE") String site,
            @Parameters(paramLabel = "STREAM") String stream,
            @Parameters(paramLabel = "ROUTE", arity = "1..*") List<String> routes)
            throws Failure {
        var body = Desk.object();
        var names = body.putArray("routes");
        routes.stream().filter(route -> !route.equals(NO_ROUTE)).forEach(names::add);
        return desk.show(
                desk.api()
                        .put(
                                Api.path(SITES + "/", site, "/routes/", stream),
                                body,
                                Api.path(SITES + "/", site)),
                this::print);
    }

    /// How long what has ended is kept; nothing named means the usual times again.
    @Command(name = "keep")
    int keep(
            @Parameters(paramLabel = "SITE") String site,
            @Option(names = "--bodies", paramLabel = "TIME") @Nullable String bodies,
            @Option(names = "--events", paramLabel = "TIME") @Nullable String events)
            throws Failure {
        var body = Desk.object();
        if (bodies != null) body.put("bodies", bodies);
        if (events != null) body.put("events", events);
        return desk.show(
                desk.api().put(Api.path(SITES + "/", site, "/retention"), body), this::print);
    }

    /// `-` as user means everyone who gets in again.
    @Command(name = "callers")
    int callers(
            @Parameters(paramLabel = "SITE") String site,
            @Parameters(paramLabel = "USER", arity = "1..*") List<String> users)
            throws Failure {
        var body = Desk.object();
        var names = body.putArray("callers");
        users.stream().filter(user -> !user.equals(NOBODY)).forEach(names::add);
        return desk.show(
                desk.api().put(Api.path(SITES + "/", site, "/callers"), body), this::print);
    }

    /// Nothing named means no limit again.
    @Command(name = "limit")
    int limit(
            @Parameters(paramLabel = "SITE") String site,
            @Option(names = "--minute", paramLabel = "N") @Nullable Integer minute,
            @Option(names = "--hour", paramLabel = "N") @Nullable Integer hour,
            @Option(names = "--day", paramLabel = "N") @Nullable Integer day)
            throws Failure {
        var body = Desk.object();
        if (minute != null) body.put("minute", minute);
        if (hour != null) body.put("hour", hour);
        if (day != null) body.put("day", day);
        return desk.show(desk.api().put(Api.path(SITES + "/", site, "/limits"), body), this::print);
    }

    private void print(JsonNode site) {
        var table = desk.table("", "");
        table.row(desk.text("column.site"), Reading.text(site, "name"));
        table.row(desk.text("column.domains"), Reading.joined(site, "domains"));
        table.row(desk.text("column.credentials"), Reading.joined(site, "credentials"));
        table.row(desk.text("column.transactional"), route(site, "transactional"));
        table.row(desk.text("column.broadcast"), route(site, "broadcast"));
        var retention = site.path("retention");
        table.row(desk.text("column.bodies"), kept(retention, "bodies"));
        table.row(desk.text("column.history"), kept(retention, "events"));
        for (var window : List.of("minute", "hour", "day")) {
            var limit = Reading.text(site.path("limits"), window);
            if (!limit.isEmpty()) table.row(desk.text("column.limit." + window), limit);
        }
        var callers = Reading.joined(site, "callers");
        if (!callers.isEmpty()) table.row(desk.text("column.callers"), callers);
        if (Reading.flag(site, "local")) table.row(desk.text("column.local"), desk.text("yes"));
        for (var software : site.path("software")) {
            var said = Reading.text(software, "name") + " " + Reading.text(software, "url");
            table.row(desk.text("column.software"), said.strip());
        }
        desk.print(table, "site.none");
    }

    private String kept(JsonNode retention, String what) {
        var time = Reading.text(retention, what);
        return desk.text(time.equals("off") ? "site.kept-not" : "site.kept", time);
    }

    private String route(JsonNode site, String stream) {
        var routes = Reading.joined(site.path("routes"), stream);
        return routes.isEmpty() ? desk.text("site.no-route") : routes;
    }
}
