package dev.facteur.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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
            @Option(names = "--provider", paramLabel = "PROVIDER") @Nullable String provider,
            @Option(names = "--region", paramLabel = "REGION") @Nullable String region,
            @Option(names = "--host", paramLabel = "HOST") @Nullable String host,
            @Option(names = "--direct") boolean direct,
            @Mixin RouteOptions options,
            @Mixin ProviderOptions account,
            @Mixin DirectOptions own)
            throws Failure {
        if (direct && (host != null || provider != null)) {
            throw desk.failure(ExitCode.USAGE, "error.direct-has-no-host");
        }
        if (host == null && provider == null && !direct) {
            throw desk.failure(ExitCode.USAGE, "error.host-or-provider");
        }
        if (provider == null && options.user == null && options.passwordFile != null) {
            throw desk.failure(ExitCode.USAGE, "error.password-without-user");
        }
        var body = Desk.object().put("name", name);
        if (host != null) body.put("host", host);
        if (region != null) body.put("region", region);
        if (direct) body.put("direct", true);
        own.addTo(body);
        account.addTo(body, desk);
        options.addTo(body, desk, host == null ? name : host);
        if (provider != null) {
            body.put("provider", provider);
            var preset = preset(provider);
            if (preset.isPresent()) {
                ProviderOptions.ask(preset.get(), body, desk);
                warnOfSignatures(preset.get(), options);
            }
        }
        int code =
                desk.show(
                        desk.api().post(ROUTES, body),
                        route -> {
                            desk.say(desk.text("route.added", name));
                            print(route);
                        });
        // One that has to be authorised first says so, as its state.
        if (account.client == null) tryOut(name, options);
        return code;
    }

    private void warnOfSignatures(JsonNode preset, RouteOptions options) {
        boolean theirs = Reading.text(preset, "dkim").equals("theirs");
        if (!theirs || !Boolean.TRUE.equals(options.signs)) return;
        desk.warn(desk.text("route.signs-beside", Reading.text(preset, "title")));
    }

    /// At once, so that a wrong key is noticed before the first mail is.
    private void tryOut(String name, RouteOptions options) throws Failure {
        if (desk.options().json || options.unchecked) return;
        desk.say("");
        new RouteFindings(desk, name).print(checked(name));
    }

    private JsonNode checked(String name) throws Failure {
        desk.warn(desk.text("route.checking", name));
        return desk.api().post(Api.path(ROUTES + "/", name, "/check"), null);
    }

    /// Fails when no mail could be handed over, so that scripts can ask.
    @Command(name = "check")
    int check(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--to", paramLabel = "DOMAIN") @Nullable String domain)
            throws Failure {
        if (domain != null) return checkDestination(name, domain);
        var found = checked(name);
        desk.show(found, new RouteFindings(desk, name)::print);
        return Reading.text(found, "trouble").isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    private int checkDestination(String name, String domain) throws Failure {
        desk.warn(desk.text("route.checking", name));
        var path = Api.path(ROUTES + "/", name, "/check") + "?to=" + Api.encoded(domain);
        var found = desk.api().post(path, null);
        desk.show(found, new RouteFindings(desk, name)::printDestination);
        boolean open =
                found.path("servers")
                        .valueStream()
                        .anyMatch(server -> Reading.text(server, "trouble").isEmpty());
        return open ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    /// Asks the provider for access tokens, with the person who may grant them.
    @Command(name = "authorize")
    int authorize(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--device") boolean device,
            @Option(names = "--paste") boolean paste,
            @Option(names = "--no-browser") boolean noBrowser)
            throws Failure {
        var route = desk.api().get(Api.path(ROUTES + "/", name));
        var authorizing = new Authorizing(desk, name);
        var client = route.path("settings").path("client");
        JsonNode done;
        if (Reading.flag(client, "alone")) done = authorizing.alone();
        else if (device) done = authorizing.device();
        else done = paste ? authorizing.pasted() : authorizing.here(!noBrowser);
        desk.show(done, answer -> printAuthorized(route, answer));
        var trouble = Reading.text(done.path("check"), "trouble");
        return trouble.isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    private void printAuthorized(JsonNode route, JsonNode answer) {
        var account = Reading.text(answer.path("authorization"), "account");
        var user = Reading.text(route.path("settings").path("relay"), "user");
        var name = Reading.text(route, "name");
        if (account.isEmpty()) desk.say(desk.text("route.authorized", name));
        else desk.say(desk.text("route.authorized-by", name, Table.printable(account)));
        if (!account.isEmpty() && !user.isEmpty() && !account.equalsIgnoreCase(user)) {
            desk.say(desk.text("route.authorized-other", user));
        }
        var ends = Reading.time(answer.path("authorization"), "ends");
        if (!ends.isEmpty()) desk.say(desk.text("route.authorized-until", ends));
        new RouteFindings(desk, name).print(answer.path("check"));
    }

    /// What is not given stays as it is.
    @Command(name = "set")
    int set(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--host", paramLabel = "HOST") @Nullable String host,
            @Option(names = "--no-user") boolean noUser,
            @Option(names = "--no-ca-file") boolean noAuthority,
            @Mixin RouteOptions options,
            @Mixin ProviderOptions account,
            @Mixin DirectOptions own)
            throws Failure {
        var body = Desk.object();
        own.addTo(body);
        if (host != null) body.put("host", host);
        if (noUser) body.put("user", "");
        if (noAuthority) body.put("ca", "");
        account.addTo(body, desk);
        if (options.user != null) options.byToken = isByToken(name);
        options.addTo(body, desk, host == null ? name : host);
        if (body.isEmpty()) throw desk.failure(ExitCode.USAGE, "error.nothing-to-set", name);
        int code =
                desk.show(
                        desk.api().patch(Api.path(ROUTES + "/", name), body),
                        route -> {
                            desk.say(desk.text("route.changed", name));
                            print(route);
                        });
        tryOut(name, options);
        return code;
    }

    private boolean isByToken(String name) throws Failure {
        var route = desk.api().get(Api.path(ROUTES + "/", name));
        return route.path("settings").path("client").isObject();
    }

    /// Shows what to enter at the provider, so that it tells what becomes of mails.
    @Command(name = "webhook")
    int webhook(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--key-file", paramLabel = "FILE") @Nullable Path keyFile,
            @Option(names = "--topic", paramLabel = "ARN") @Nullable String topic,
            @Option(names = "--renew") boolean renew,
            @Option(names = "--remove") boolean remove)
            throws Failure {
        return new RouteWebhook(desk, name).run(keyFile, topic, renew, remove);
    }

    /// An unknown one is the gateway's to tell.
    private Optional<JsonNode> preset(String id) throws Failure {
        return desk.api()
                .get("/v1/providers")
                .path("providers")
                .valueStream()
                .filter(one -> Reading.text(one, "id").equals(id))
                .findFirst();
    }

    @Command(name = "providers")
    int providers() throws Failure {
        return desk.show(
                desk.api().get("/v1/providers"),
                answer -> {
                    var table = desk.table("provider", "host", "ports", "region", "account");
                    for (var provider : answer.path("providers")) {
                        table.row(
                                Reading.text(provider, "id"),
                                hosts(provider),
                                ladder(provider),
                                regions(provider),
                                asks(provider));
                    }
                    desk.print(table, "route.none");
                });
    }

    private static String hosts(JsonNode provider) {
        return provider.path("smtp")
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.joining(", "));
    }

    private static String regions(JsonNode provider) {
        return provider.path("regions")
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.joining(", "));
    }

    private String asks(JsonNode provider) {
        return provider.path("asks")
                .valueStream()
                .map(ask -> ProviderOptions.name(provider, Reading.text(ask, "what"), desk))
                .collect(Collectors.joining(", "));
    }

    @Command(name = "list")
    int list() throws Failure {
        return desk.show(
                desk.api().get(ROUTES),
                answer -> {
                    var table = desk.table("route", "host", "ports", "user", "default", "state");
                    for (var route : answer.path("routes")) {
                        var relay = route.path("settings").path("relay");
                        table.row(
                                Reading.text(route, "name"),
                                server(route.path("settings")),
                                ports(route.path("settings")),
                                Reading.text(relay, "user"),
                                Reading.text(route, "place"),
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
    int makeDefault(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names)
            throws Failure {
        var body = Desk.object();
        names.forEach(body.putArray("routes")::add);
        return desk.show(
                desk.api().put("/v1/default-routes", body, ROUTES),
                _ ->
                        desk.say(
                                names.size() == 1
                                        ? desk.text("route.is-default", names.getFirst())
                                        : desk.text(
                                                "route.are-default", String.join(", ", names))));
    }

    @Command(name = "unpark")
    int unpark(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(
                desk.api().post(Api.path(ROUTES + "/", name, "/unpark"), null),
                _ -> desk.say(desk.text("route.unparked", name)));
    }

    private void print(JsonNode route) {
        var settings = route.path("settings");
        var relay = settings.path("relay");
        var table = desk.table("", "");
        table.row(desk.text("column.route"), Reading.text(route, "name"));
        if (settings.path("account").isObject())
            table.row(desk.text("column.provider"), account(settings));
        if (relay.isObject()) {
            table.row(desk.text("column.host"), Reading.text(relay, "host"));
            table.row(desk.text("column.ports"), ladder(relay));
            table.row(desk.text("column.user"), Reading.text(relay, "user"));
            table.row(desk.text("column.ca-file"), authority(relay));
        }
        if (settings.path("api").isObject()) {
            table.row(desk.text("column.api"), Reading.text(settings.path("api"), "base"));
            table.row(desk.text("column.first"), Reading.text(settings, "first"));
        }
        if (settings.path("direct").isObject()) printDirect(settings.path("direct"), table);
        table.row(desk.text("column.signs"), yesOrNo(settings, "signs"));
        table.row(
                desk.text("column.uncertain"),
                desk.messages().word("uncertain", Reading.text(settings, "uncertain")));
        table.row(desk.text("column.connections"), Reading.text(settings, "connections"));
        for (var rate : List.of("per_second", "per_minute", "per_day")) {
            if (settings.path(rate).asInt() == 0) continue;
            table.row(desk.messages().word("column", rate), Reading.text(settings, rate));
        }
        var standing = new Standing(desk, route);
        if (standing.granted()) table.row(desk.text("column.authorization"), standing.text());
        table.row(desk.text("column.default"), place(route));
        table.row(desk.text("column.state"), state(route));
        desk.print(table, "route.none");
        if (!Reading.text(route, "notice").isEmpty()) {
            desk.say("");
            desk.say(Table.printable(Reading.text(route, "notice")));
            desk.messages()
                    .translation("advice." + Reading.text(route, "notice_reason"), List.of())
                    .ifPresent(desk::say);
        }
        if (Reading.text(route, "parked_why").isEmpty()) return;
        desk.say("");
        var name = Reading.text(route, "name");
        desk.advice(Reading.text(route, "parked_reason"), name).ifPresent(desk::say);
        desk.say(desk.text("route.next-step", name));
    }

    /// The mail server, or the API where there is none.
    private String server(JsonNode settings) {
        if (settings.path("direct").isObject()) return desk.text("route.recipients-servers");
        var relay = settings.path("relay");
        return relay.isObject()
                ? Reading.text(relay, "host")
                : Reading.text(settings.path("api"), "base");
    }

    private void printDirect(JsonNode direct, Table table) {
        table.row(desk.text("column.host"), desk.text("route.recipients-servers"));
        table.row(desk.text("column.ports"), "25");
        var hello = Reading.text(direct, "hello");
        table.row(desk.text("column.hello"), hello.isEmpty() ? desk.text("route.own-name") : hello);
        var sources =
                direct.path("sources")
                        .valueStream()
                        .map(JsonNode::asString)
                        .collect(Collectors.joining(", "));
        table.row(
                desk.text("column.sources"),
                sources.isEmpty() ? desk.text("route.any-source") : sources);
        table.row(desk.text("column.per-destination"), Reading.text(direct, "per_destination"));
    }

    private static String account(JsonNode settings) {
        var account = settings.path("account");
        return Reading.text(account, "provider") + " (" + Reading.text(account, "region") + ")";
    }

    private static String ports(JsonNode settings) {
        return settings.path("direct").isObject() ? "25" : ladder(settings.path("relay"));
    }

    private static String ladder(JsonNode relay) {
        return Reading.text(relay, "ladder").replace(",", ", ");
    }

    private String authority(JsonNode relay) {
        var file = Reading.text(relay, "ca");
        return file.isEmpty() ? desk.text("route.public-authorities") : file;
    }

    private String place(JsonNode route) {
        var place = Reading.text(route, "place");
        return place.isEmpty() ? desk.text("no") : place;
    }

    private String yesOrNo(JsonNode node, String member) {
        return desk.text(Reading.flag(node, member) ? "yes" : "no");
    }

    private Table.Cell state(JsonNode route) {
        var why = Reading.text(route, "parked_why");
        if (why.isEmpty() && !Reading.text(route, "notice_reason").isEmpty()) {
            return new Table.Cell(desk.text("route.blocked"), false, Tint.ATTENTION);
        }
        if (why.isEmpty()) {
            return new Standing(desk, route)
                    .warning()
                    .map(warning -> new Table.Cell(warning, false, Tint.ATTENTION))
                    .orElseGet(() -> new Table.Cell(desk.text("route.open"), false, Tint.PLAIN));
        }
        var sentence = desk.text("route.parked", Reading.time(route, "parked_at"), why);
        return new Table.Cell(Table.printable(sentence), false, Tint.ATTENTION);
    }
}
