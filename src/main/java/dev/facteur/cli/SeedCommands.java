package dev.facteur.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `facteur seed`: mailboxes of one's own at receivers, in which test mails are looked for.
@Command
final class SeedCommands {
    private static final String SEEDS = "/v1/seeds";
    private static final String PASSWORD_VARIABLE = "FACTEUR_PASSWORD";

    private final Desk desk;

    SeedCommands(Desk desk) {
        this.desk = desk;
    }

    @Command(name = "add")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--host", paramLabel = "HOST", required = true) String host,
            @Option(names = "--user", paramLabel = "USER", required = true) String user,
            @Option(names = "--port", paramLabel = "PORT") @Nullable Integer port,
            @Option(names = "--starttls") boolean starttls,
            @Option(names = "--address", paramLabel = "ADDRESS") @Nullable String address,
            @Option(names = "--password-file", paramLabel = "FILE") @Nullable Path passwordFile,
            @Option(names = "--ca-file", paramLabel = "FILE") @Nullable Path caFile,
            @Option(names = "--authserv-id", paramLabel = "ID") @Nullable String authservId)
            throws Failure {
        var body = Desk.object().put("name", name).put("host", host).put("user", user);
        if (port != null) body.put("port", port);
        if (starttls) body.put("security", "starttls");
        if (address != null) body.put("address", address);
        if (authservId != null) body.put("authserv_id", authservId);
        if (caFile != null) {
            body.put("ca", desk.terminal().folder().resolve(caFile).normalize().toString());
        }
        body.put("password", password(passwordFile, user, host));
        int code =
                desk.show(
                        desk.api().post(SEEDS, body),
                        seed -> desk.say(desk.text("seed.added", name)));
        if (!desk.options().json) {
            // At once, so that a wrong password is noticed before the first test is.
            var _ = check(name);
        }
        return code;
    }

    private String password(@Nullable Path file, String user, String host) throws Failure {
        if (file != null) return PasswordFile.read(desk, file);
        var variable = desk.terminal().environment().get(PASSWORD_VARIABLE);
        if (variable != null) return variable;
        var asked = desk.terminal().prompt().ask(desk.text("route.password-of", user, host));
        if (asked.isPresent()) return new String(asked.get());
        throw desk.failure(ExitCode.USAGE, "error.no-password", user);
    }

    @Command(name = "list")
    int list() throws Failure {
        return desk.show(
                desk.api().get(SEEDS),
                answer -> {
                    var table = desk.table("seed", "address", "host", "user");
                    for (var seed : answer.path("seeds")) {
                        table.row(
                                Reading.text(seed, "name"),
                                Reading.text(seed, "address"),
                                server(seed),
                                Reading.text(seed, "user"));
                    }
                    desk.print(table, "seed.none");
                });
    }

    private static String server(JsonNode seed) {
        return Reading.text(seed, "host") + ":" + Reading.text(seed, "port");
    }

    @Command(name = "show")
    int show(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(desk.api().get(Api.path(SEEDS + "/", name)), this::print);
    }

    private void print(JsonNode seed) {
        desk.say(
                Table.printable(
                        desk.text(
                                "seed.is",
                                Reading.text(seed, "name"),
                                Reading.text(seed, "address"),
                                server(seed))));
        desk.say("");
        var table = desk.table("accepted", "placement", "folder", "proofs");
        for (var placed : seed.path("placements")) {
            table.row(
                    Reading.time(placed, "at"),
                    TestPage.placement(desk, placed),
                    Reading.text(placed, "folder"),
                    TestPage.proofs(placed.path("proofs")));
        }
        desk.print(table, "seed.no-tests");
    }

    @Command(name = "remove")
    int remove(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(
                desk.api().delete(Api.path(SEEDS + "/", name)),
                _ -> desk.say(desk.text("seed.removed", name)));
    }

    /// Fails when the mailbox cannot be looked into, so that scripts can ask.
    @Command(name = "check")
    int check(@Parameters(paramLabel = "NAME") String name) throws Failure {
        var seed = desk.api().get(Api.path(SEEDS + "/", name));
        desk.warn(desk.text("seed.checking", name));
        var found = desk.api().post(Api.path(SEEDS + "/", name, "/check"), null);
        desk.show(found, answer -> printCheck(seed, answer));
        return Reading.text(found, "kind").isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    private void printCheck(JsonNode seed, JsonNode found) {
        var kind = Reading.text(found, "kind");
        if (!kind.isEmpty()) {
            say("seed.trouble", server(seed), Reading.text(found, "words"));
            desk.say(desk.messages().word("mailbox", kind));
            return;
        }
        var junk = Reading.text(found, "junk");
        say("seed.works", server(seed), Reading.text(found, "folders"));
        if (junk.isEmpty()) say("seed.no-junk");
        else say("seed.junk", junk);
        if (Reading.flag(found, "gmail")) say("seed.gmail");
    }

    private void say(String key, Object... values) {
        desk.say(Table.printable(desk.text(key, values)));
    }
}
