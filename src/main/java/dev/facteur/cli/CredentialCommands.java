package dev.facteur.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `facteur credential`: what sites prove themselves with.
@Command
final class CredentialCommands {
    private static final String CREDENTIALS = "/v1/credentials";

    /// A shorter password is worth a warning.
    private static final int WEAK = 12;

    private final Desk desk;
    private final KeyTerms terms;

    CredentialCommands(Desk desk) {
        this.desk = desk;
        this.terms = new KeyTerms(desk);
    }

    @Command(name = "add")
    int add(
            @Parameters(paramLabel = "SITE") String site,
            @Option(names = "--api") boolean api,
            @Option(names = "--name", paramLabel = "NAME") @Nullable String name,
            @Option(names = "--sender", paramLabel = "SENDER", split = ",")
                    @Nullable List<String> senders,
            @Option(names = "--permission", paramLabel = "PERMISSION", split = ",")
                    @Nullable List<String> permissions,
            @Option(names = "--network", paramLabel = "RANGE", split = ",")
                    @Nullable List<String> networks,
            @Option(names = "--no-repeats") boolean noRepeats,
            @Option(names = "--password-file", paramLabel = "FILE") @Nullable Path passwordFile)
            throws Failure {
        var body = Desk.object().put("site", site).put("kind", api ? "api" : "smtp");
        if (name != null) body.put("name", name);
        Desk.list(body, "senders", senders);
        Desk.list(body, "permissions", permissions);
        Desk.list(body, "networks", networks);
        if (noRepeats) body.put("recognises_repeats", false);
        if (passwordFile != null) body.put("password", chosen(passwordFile));
        var made = desk.api().post(CREDENTIALS, body);
        if (desk.options().json) return desk.show(made, _ -> {});
        desk.say(new Paste(desk, made).text());
        return ExitCode.OK;
    }

    /// A password the site has already may be weak, and the door is open to everybody who guesses.
    private String chosen(Path file) throws Failure {
        var password = PasswordFile.read(desk, file);
        if (password.length() < WEAK) desk.warn(desk.text("credential.weak", WEAK));
        return password;
    }

    @Command(name = "list")
    int list(@Option(names = "--site", paramLabel = "SITE") @Nullable String site) throws Failure {
        var query = site == null ? "" : "?site=" + Api.encoded(site);
        return desk.show(desk.api().get(CREDENTIALS + query), this::print);
    }

    @Command(name = "show")
    int show(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(desk.api().get(Api.path(CREDENTIALS + "/", name)), this::printOne);
    }

    /// What is not said stays.
    @Command(name = "set")
    int set(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--sender", paramLabel = "SENDER", split = ",")
                    @Nullable List<String> senders,
            @Option(names = "--every-sender") boolean everySender,
            @Option(names = "--permission", paramLabel = "PERMISSION", split = ",")
                    @Nullable List<String> permissions,
            @Option(names = "--network", paramLabel = "RANGE", split = ",")
                    @Nullable List<String> networks,
            @Option(names = "--everywhere") boolean everywhere,
            @Option(names = "--repeats", negatable = true) @Nullable Boolean repeats)
            throws Failure {
        var body = Desk.object();
        if (everySender) body.putArray("senders");
        if (everywhere) body.putArray("networks");
        Desk.list(body, "senders", senders);
        Desk.list(body, "permissions", permissions);
        Desk.list(body, "networks", networks);
        if (repeats != null) body.put("recognises_repeats", repeats);
        return desk.show(desk.api().patch(Api.path(CREDENTIALS + "/", name), body), this::printOne);
    }

    @Command(name = "remove")
    int remove(@Parameters(paramLabel = "NAME") String name) throws Failure {
        return desk.show(
                desk.api().delete(Api.path(CREDENTIALS + "/", name)),
                _ -> desk.say(desk.text("credential.removed", name)));
    }

    private void print(JsonNode answer) {
        var table = desk.table("credential", "site", "kind", "senders", "repeats");
        for (var credential : answer.path("credentials")) {
            table.row(
                    Reading.text(credential, "name"),
                    Reading.text(credential, "site"),
                    Reading.text(credential, "kind"),
                    senders(credential),
                    repeats(credential));
        }
        desk.print(table, "credential.none");
    }

    private void printOne(JsonNode credential) {
        var table = desk.table("", "");
        table.row(desk.text("column.credential"), Reading.text(credential, "name"));
        table.row(desk.text("column.site"), Reading.text(credential, "site"));
        table.row(desk.text("column.kind"), Reading.text(credential, "kind"));
        table.row(desk.text("column.senders"), senders(credential));
        table.row(desk.text("column.repeats"), repeats(credential));
        if (Reading.text(credential, "kind").equals("api")) {
            table.row(desk.text("column.permissions"), Reading.joined(credential, "permissions"));
            table.row(desk.text("column.networks"), terms.networks(credential));
            table.row(desk.text("column.last-used"), terms.lastUsed(credential));
        }
        desk.print(table, "credential.none");
    }

    private String senders(JsonNode credential) {
        var senders = Reading.joined(credential, "senders");
        return senders.isEmpty() ? desk.text("credential.all-senders") : senders;
    }

    private String repeats(JsonNode credential) {
        return desk.text(Reading.flag(credential, "recognises_repeats") ? "yes" : "no");
    }
}
