package dev.facteur.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `facteur report mailbox`: where receivers send their reports.
@Command
final class ReportMailboxCommands {
    private static final String MAILBOX = ReportCommands.REPORTS + "/mailbox";

    private final Desk desk;

    ReportMailboxCommands(Desk desk) {
        this.desk = desk;
    }

    /// Looks into it at once, so that a wrong password is noticed before reports are missed.
    @Command(name = "set")
    int set(
            @Option(names = "--host", paramLabel = "HOST", required = true) String host,
            @Option(names = "--port", paramLabel = "PORT") @Nullable Integer port,
            @Option(names = "--security", paramLabel = "implicit|starttls")
                    @Nullable String security,
            @Option(names = "--user", paramLabel = "USER", required = true) String user,
            @Option(names = "--password-file", paramLabel = "FILE", required = true)
                    Path passwordFile,
            @Option(names = "--address", paramLabel = "ADDRESS") @Nullable String address,
            @Option(names = "--folder", paramLabel = "FOLDER") @Nullable String folder,
            @Option(names = "--taken", paramLabel = "FOLDER") @Nullable String taken,
            @Option(names = "--after", paramLabel = "move|delete") @Nullable String after,
            @Option(names = "--ca-file", paramLabel = "FILE") @Nullable Path caFile)
            throws Failure {
        var body = Desk.object().put("host", host).put("user", user);
        body.put("password", PasswordFile.read(desk, passwordFile));
        if (port != null) body.put("port", port);
        if (security != null) body.put("security", security);
        if (address != null) body.put("address", address);
        if (folder != null) body.put("folder", folder);
        if (taken != null) body.put("taken", taken);
        if (after != null) body.put("after", after);
        if (caFile != null) {
            body.put("ca", desk.terminal().folder().resolve(caFile).normalize().toString());
        }
        desk.api().put(MAILBOX, body, MAILBOX);
        desk.warn(desk.text("mailbox.looking", host));
        var look = desk.api().post(MAILBOX + "/look", null);
        desk.show(look, this::printLook);
        if (Reading.text(look, "trouble").isEmpty()) desk.warn(desk.text("mailbox.next"));
        return code(look);
    }

    @Command(name = "show")
    int show() throws Failure {
        return desk.show(desk.api().get(MAILBOX), this::print);
    }

    @Command(name = "remove")
    int remove() throws Failure {
        return desk.show(desk.api().delete(MAILBOX), _ -> desk.say(desk.text("mailbox.removed")));
    }

    /// Fails when it could not be looked into, so that scripts can ask.
    @Command(name = "look")
    int look() throws Failure {
        var look = desk.api().post(MAILBOX + "/look", null);
        desk.show(look, this::printLook);
        return code(look);
    }

    private static int code(JsonNode look) {
        return Reading.text(look, "trouble").isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    private void print(JsonNode answer) {
        var mailbox = answer.path("mailbox");
        if (mailbox.isNull() || mailbox.isMissingNode()) {
            desk.say(desk.text("mailbox.none"));
            return;
        }
        var taken = Reading.text(mailbox, "taken");
        desk.say(
                Table.printable(
                        desk.text(
                                "mailbox.is",
                                Reading.text(mailbox, "user"),
                                Reading.text(mailbox, "host"),
                                Reading.text(mailbox, "port"),
                                Reading.text(mailbox, "folder"),
                                Reading.text(mailbox, "address"))));
        desk.say(
                taken.isEmpty()
                        ? desk.text("mailbox.deletes")
                        : Table.printable(desk.text("mailbox.moves", taken)));
        if (mailbox.path("last").isObject()) printLook(mailbox.path("last"));
    }

    private void printLook(JsonNode look) {
        var trouble = Reading.text(look, "trouble");
        if (!trouble.isEmpty()) {
            var kind = desk.messages().word("mailbox-trouble", Reading.text(look, "trouble_kind"));
            desk.say(Table.printable(desk.text("mailbox.trouble", kind, trouble)));
        }
        if (trouble.isEmpty() || !look.path("receipts").isEmpty()) {
            desk.say(
                    desk.text(
                            "mailbox.looked",
                            Reading.time(look, "at"),
                            Reading.number(look, "taken"),
                            Reading.number(look, "left"),
                            Reading.number(look, "returned")));
        }
        new ReportPages(desk).printReceipts(look);
        if (Reading.flag(look, "more")) desk.say(desk.text("mailbox.more"));
    }
}
