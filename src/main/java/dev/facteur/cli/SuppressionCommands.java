package dev.facteur.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `facteur suppression`: addresses that a site's mail does not go to.
@Command
final class SuppressionCommands {
    private static final String SUPPRESSIONS = "/v1/suppressions";

    private final Desk desk;

    SuppressionCommands(Desk desk) {
        this.desk = desk;
    }

    @Command(name = "list")
    int list(
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site,
            @Option(names = "--stream", paramLabel = "STREAM") @Nullable String stream,
            @Option(names = "--cause", paramLabel = "CAUSE") @Nullable String cause,
            @Option(names = "--after", paramLabel = "ADDRESS") @Nullable String after)
            throws Failure {
        var path =
                query(SUPPRESSIONS, "site", site, "stream", stream, "cause", cause, "after", after);
        return desk.show(desk.api().get(path), this::printList);
    }

    private void printList(JsonNode answer) {
        var table = desk.table("address", "stream", "cause", "since", "until");
        for (var one : answer.path("suppressions")) {
            table.row(
                    Reading.text(one, "address"),
                    Reading.text(one, "stream"),
                    desk.messages().word("cause", Reading.text(one, "cause")),
                    Reading.time(one, "since"),
                    Reading.time(one, "expires_at"));
        }
        desk.print(table, "suppression.none");
        if (Reading.flag(answer, "refuses")) desk.say(desk.text("suppression.refuses"));
    }

    @Command(name = "show")
    int show(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site)
            throws Failure {
        var path = query(SUPPRESSIONS, "address", address, "site", site);
        return desk.show(
                desk.api().get(path),
                answer -> {
                    printList(answer);
                    for (var one : answer.path("suppressions")) printDetail(one);
                });
    }

    private void printDetail(JsonNode one) {
        var detail = Reading.text(one, "detail");
        var mail = Reading.text(one, "mail");
        if (detail.isEmpty() && mail.isEmpty()) return;
        desk.say("");
        desk.say(Reading.text(one, "stream") + ":");
        if (!detail.isEmpty()) desk.say(Table.printable(desk.text("mail.reply", detail)));
        if (!mail.isEmpty()) desk.say(desk.text("suppression.mail", mail));
    }

    @Command(name = "add")
    int add(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site,
            @Option(names = "--stream", paramLabel = "STREAM") @Nullable String stream,
            @Option(names = "--detail", paramLabel = "TEXT") @Nullable String detail,
            @Option(names = "--at-providers") boolean atProviders)
            throws Failure {
        var body = Desk.object().put("address", address);
        if (site != null) body.put("site", site);
        if (stream != null) body.put("stream", stream);
        if (detail != null) body.put("detail", detail);
        if (atProviders) body.put("at_providers", true);
        return desk.show(
                desk.api().post(SUPPRESSIONS, body),
                answer -> {
                    desk.say(desk.text("suppression.added", address));
                    for (var one : answer.path("entered")) printEntered(one);
                });
    }

    private void printEntered(JsonNode one) {
        var provider = Reading.text(one, "provider");
        var lists = Reading.joined(one, "lists");
        var trouble = Reading.text(one, "trouble");
        if (Reading.flag(one, "shared")) {
            desk.say(desk.text("suppression.shared", provider, Reading.text(one, "route")));
        } else if (!lists.isEmpty()) {
            desk.say(desk.text("suppression.entered", provider, lists));
        } else if (trouble.isEmpty()) {
            desk.say(desk.text("suppression.not-entered", provider));
        }
        if (!trouble.isEmpty()) {
            desk.say(Table.printable(desk.text("suppression.not-all", provider, trouble)));
        }
    }

    /// Takes in what the providers of the site's routes hold back.
    @Command(name = "sync")
    int sync(
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site,
            @Option(names = "--route", paramLabel = "ROUTE") @Nullable String route)
            throws Failure {
        var path = query(SUPPRESSIONS + "/sync", "site", site, "route", route);
        var answer = desk.api().post(path, Desk.object());
        boolean troubled = false;
        for (var one : answer.path("fetched")) {
            troubled |= !Reading.text(one, "trouble").isEmpty();
        }
        desk.show(answer, this::printSynced);
        return troubled ? ExitCode.INCOMPLETE : ExitCode.OK;
    }

    private void printSynced(JsonNode answer) {
        boolean complete = Reading.flag(answer, "complete");
        for (var one : answer.path("fetched")) {
            var provider = Reading.text(one, "provider");
            var lists = Reading.joined(one, "lists");
            var trouble = Reading.text(one, "trouble");
            if (!lists.isEmpty()) {
                var held = Reading.number(one, "held");
                desk.say(desk.text("suppression.synced", provider, held, lists));
            } else if (trouble.isEmpty()) {
                desk.say(desk.text("suppression.no-lists", provider));
            }
            if (!trouble.isEmpty()) {
                desk.say(Table.printable(desk.text("suppression.trouble", provider, trouble)));
            }
        }
        if (!complete) desk.say(desk.text("suppression.sync-goes-on"));
        else if (answer.path("fetched").isEmpty()) desk.say(desk.text("suppression.no-providers"));
    }

    @Command(name = "remove")
    int remove(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site,
            @Option(names = "--stream", paramLabel = "STREAM") @Nullable String stream,
            @Option(names = "--at-providers") boolean atProviders)
            throws Failure {
        var where = query(SUPPRESSIONS, "address", address, "site", site, "stream", stream);
        var path = atProviders ? where + "&at_providers=true" : where;
        return desk.show(
                desk.api().delete(path),
                answer -> {
                    desk.say(desk.text("suppression.removed", address));
                    for (var one : answer.path("held")) printHeld(one, address);
                });
    }

    /// What a provider does with mail there, whatever we do.
    private void printHeld(JsonNode one, String address) {
        var provider = Reading.text(one, "provider");
        var lists = Reading.joined(one, "lists");
        var trouble = Reading.text(one, "trouble");
        if (Reading.flag(one, "struck")) {
            desk.say(desk.text("suppression.struck", provider, lists));
        } else if (!lists.isEmpty()) {
            desk.say(desk.text("suppression.still-held", provider, lists, address));
        } else if (trouble.isEmpty()) {
            desk.say(desk.text("suppression.untold", provider, address));
        }
        if (!trouble.isEmpty()) {
            desk.say(Table.printable(desk.text("suppression.trouble", provider, trouble)));
        }
    }

    /// Prints the list as CSV.
    @Command(name = "export")
    int export(@Option(names = "--site", paramLabel = "SITE") @Nullable String site)
            throws Failure {
        var csv = desk.api().get(query(SUPPRESSIONS + "/csv", "site", site));
        desk.terminal().out().print(csv.asString(""));
        return ExitCode.OK;
    }

    @Command(name = "import")
    int read(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site)
            throws Failure {
        var path = query(SUPPRESSIONS + "/csv", "site", site);
        var answer = desk.api().postBytes(path, new MailFile(desk).read(file));
        desk.show(
                answer,
                imported -> {
                    desk.say(desk.text("suppression.imported", Reading.number(imported, "added")));
                    var lines = Reading.joined(imported, "unreadable");
                    if (!lines.isEmpty()) desk.say(desk.text("suppression.unreadable", lines));
                });
        return answer.path("unreadable").isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    /// What a submission to a suppressed address gets: a refusal, or a mark.
    @Command(name = "policy")
    int policy(
            @Parameters(paramLabel = "POLICY") String policy,
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site)
            throws Failure {
        if (!policy.equals("refuse") && !policy.equals("mark")) {
            throw desk.failure(ExitCode.USAGE, "error.policy");
        }
        var body = Desk.object().put("refuses", policy.equals("refuse"));
        if (site != null) body.put("site", site);
        return desk.show(
                desk.api().put(SUPPRESSIONS + "/policy", body),
                answer ->
                        desk.say(
                                desk.text(
                                        Reading.flag(answer, "refuses")
                                                ? "suppression.refuses"
                                                : "suppression.marks")));
    }

    /// @param pairs names and values; a null value is left out
    private static String query(String path, @Nullable String... pairs) {
        var query = new StringBuilder(path);
        char before = '?';
        for (int i = 0; i < pairs.length; i += 2) {
            var value = pairs[i + 1];
            if (value == null) continue;
            query.append(before).append(pairs[i]).append('=').append(Api.encoded(value));
            before = '&';
        }
        return query.toString();
    }
}
