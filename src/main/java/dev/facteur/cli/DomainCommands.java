package dev.facteur.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `facteur domain`: the domains in sender addresses, and their DKIM keys.
@Command
final class DomainCommands {
    private static final String DOMAINS = "/v1/domains";
    private static final List<String> STREAMS = List.of("transactional", "broadcast");

    private final Desk desk;

    DomainCommands(Desk desk) {
        this.desk = desk;
    }

    /// Without `--site` for the only site there is; `--route` is chosen for both of its streams.
    @Command(name = "add")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--site", paramLabel = "SITE", split = ",")
                    @Nullable List<String> sites,
            @Option(names = "--route", paramLabel = "ROUTE", split = ",")
                    @Nullable List<String> routes,
            @Option(names = "--algorithm", paramLabel = "rsa|ed25519", split = ",")
                    @Nullable List<String> algorithms,
            @Option(names = "--hosted-keys", negatable = true) @Nullable Boolean hostedKeys,
            @Option(names = "--vouch") boolean vouch)
            throws Failure {
        var api = desk.api();
        var users = sites == null ? List.of(onlySite()) : sites;
        if (routes != null) for (var route : routes) api.get(Api.path("/v1/routes/", route));
        JsonNode answer = Desk.object();
        // Adding a known domain for one more site keeps its keys.
        for (var site : users) {
            var body = Desk.object().put("name", name).put("site", site);
            if (vouch) body.put("vouch", true);
            if (algorithms != null) {
                var array = body.putArray("algorithms");
                for (var algorithm : algorithms) array.add(algorithm);
            }
            if (hostedKeys != null) body.put("hosted_keys", hostedKeys);
            answer = api.post(DOMAINS, body);
            if (routes != null) choose(site, routes);
        }
        return desk.show(
                answer,
                domain -> {
                    desk.say(desk.text("domain.added", name, String.join(", ", users)));
                    if (routes != null) {
                        desk.say(
                                desk.text(
                                        "domain.routed",
                                        String.join(", ", users),
                                        String.join(", ", routes)));
                    }
                    new StandingPage(desk).print(domain);
                    printRecords(domain);
                    desk.say(desk.text("domain.next", users.getFirst()));
                });
    }

    private String onlySite() throws Failure {
        var names = new ArrayList<String>();
        for (var site : desk.api().get("/v1/sites").path("sites")) {
            names.add(Reading.text(site, "name"));
        }
        if (names.size() == 1) return names.getFirst();
        throw names.isEmpty()
                ? desk.failure(ExitCode.USAGE, "domain.no-site")
                : desk.failure(ExitCode.USAGE, "domain.which-site", String.join(", ", names));
    }

    private void choose(String site, List<String> routes) throws Failure {
        for (var stream : STREAMS) {
            var body = Desk.object();
            var array = body.putArray("routes");
            for (var route : routes) array.add(route);
            desk.api()
                    .put(
                            Api.path("/v1/sites/", site, "/routes/", stream),
                            body,
                            Api.path("/v1/sites/", site));
        }
    }

    @Command(name = "list")
    int list() throws Failure {
        return desk.show(
                desk.api().get(DOMAINS),
                answer -> {
                    var table = desk.table("domain", "sites", "verified", "keys");
                    for (var domain : answer.path("domains")) {
                        table.row(
                                Reading.text(domain, "name"),
                                Reading.joined(domain, "sites"),
                                verified(domain),
                                selectors(domain));
                    }
                    desk.print(table, "domain.none");
                });
    }

    @Command(name = "show")
    int show(@Parameters(paramLabel = "NAME") String name) throws Failure {
        var events = Api.path(DOMAINS + "/", name, "/events");
        return desk.show(
                desk.api().get(Api.path(DOMAINS + "/", name)),
                domain -> {
                    print(domain);
                    new StandingPage(desk).printEvents(desk.api().get(events));
                });
    }

    /// Looks whether DNS shows whose it is, or believes the operator.
    @Command(name = "verify")
    int verify(
            @Parameters(paramLabel = "NAME") String name, @Option(names = "--vouch") boolean vouch)
            throws Failure {
        var answer =
                desk.api()
                        .post(
                                Api.path(DOMAINS + "/", name, "/verify"),
                                Desk.object().put("vouch", vouch));
        desk.show(answer, new StandingPage(desk)::printVerified);
        return Reading.text(answer.path("standing"), "verified_at").isEmpty()
                ? ExitCode.INCOMPLETE
                : ExitCode.OK;
    }

    @Command(name = "remove")
    int remove(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(
                desk.api().delete(Api.path(DOMAINS + "/", name)),
                _ -> desk.say(desk.text("domain.removed", name)));
    }

    /// What has to stand in the domain's DNS, and how it stands there now.
    @Command(name = "records")
    int records(
            @Parameters(paramLabel = "NAME") String name, @Option(names = "--zone") boolean zone)
            throws Failure {
        var page = new RecordsPage(desk);
        return desk.show(
                RecordsPage.ask(desk, name),
                plan -> {
                    if (zone) page.printZone(plan);
                    else page.print(name, plan);
                });
    }

    /// A key may sign only when its record can be found everywhere, which the gateway sees itself.
    @Command(name = "rotate")
    int rotate(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--activate") boolean activate,
            @Option(names = "--force") boolean force,
            @Option(names = "--manual") boolean manual,
            @Option(names = "--hosted-keys", negatable = true) @Nullable Boolean hostedKeys)
            throws Failure {
        return activate ? activate(name, force) : prepare(name, manual, hostedKeys);
    }

    private int activate(String name, boolean force) throws Failure {
        var body = force ? Desk.object().put("force", true) : null;
        return desk.show(
                desk.api().post(Api.path(DOMAINS + "/", name, "/keys/activate"), body),
                domain -> printKeys(domain, "domain.activated"));
    }

    private int prepare(String name, boolean manual, @Nullable Boolean hosted) throws Failure {
        var body = Desk.object();
        if (manual) body.put("manual", true);
        if (hosted != null) body.put("hosted", hosted);
        return desk.show(
                desk.api().post(Api.path(DOMAINS + "/", name, "/keys"), body),
                domain -> {
                    boolean ours = Reading.flag(domain, "hosted_keys");
                    var said = ours ? "domain.rotated-hosted" : "domain.rotated";
                    printKeys(domain, manual ? "domain.rotated-manual" : said);
                    printRecords(domain);
                });
    }

    private void printKeys(JsonNode domain, String said) {
        desk.say(desk.text(said, Reading.text(domain, "name")));
        desk.say("");
        new KeysPage(desk).print(domain);
    }

    /// The doctor's look at one domain, with its exit status.
    @Command(name = "check")
    int check(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = {"-v", "--verbose"}) boolean verbose)
            throws Failure {
        var doctor = new DoctorCommand(desk);
        doctor.domain = name;
        doctor.verbose = verbose;
        return doctor.call();
    }

    private void print(JsonNode domain) throws Failure {
        var sites = Reading.joined(domain, "sites");
        var name = Reading.text(domain, "name");
        desk.say(
                sites.isEmpty()
                        ? desk.text("domain.of-nobody", name)
                        : desk.text("domain.of", name, sites));
        new StandingPage(desk).print(domain);
        new KeysPage(desk).print(domain);
        printRecords(domain);
    }

    /// Those that DNS has already are joined with what is needed, so that DNS is asked for them.
    private void printRecords(JsonNode domain) throws Failure {
        var name = Reading.text(domain, "name");
        new RecordsPage(desk).print(name, RecordsPage.ask(desk, name));
    }

    private String verified(JsonNode domain) {
        var by = Reading.text(domain.path("standing"), "verified_by");
        return by.isEmpty() ? desk.text("no") : desk.messages().word("verified", by);
    }

    private static String selectors(JsonNode domain) {
        var selectors = new StringBuilder();
        for (var key : domain.path("keys")) {
            if (!Reading.text(key, "state").equals("signing")) continue;
            if (!selectors.isEmpty()) selectors.append(", ");
            selectors.append(Reading.text(key, "selector"));
        }
        return selectors.toString();
    }
}
