package dev.facteur.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `facteur template`: texts of mails that a site keeps. The site is the key's, or the only one
/// that there is for the user; otherwise it is named.
@Command
final class TemplateCommands {
    private static final String TEMPLATES = "/v1/templates";

    private final Desk desk;

    TemplateCommands(Desk desk) {
        this.desk = desk;
    }

    @Command(name = "list")
    int list(@Option(names = "--site", paramLabel = "SITE") @Nullable String site) throws Failure {
        return desk.show(
                desk.api().get(TEMPLATES + query(site)),
                answer -> {
                    var table = desk.table("template", "version", "since");
                    for (var template : answer.path("templates")) {
                        table.row(
                                Reading.text(template, "name"),
                                Reading.text(template, "version"),
                                Reading.time(template, "created_at"));
                    }
                    desk.print(table, "template.none");
                });
    }

    @Command(name = "show")
    int show(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--version", paramLabel = "N") @Nullable Integer version,
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site)
            throws Failure {
        var which = version == null ? "" : (site == null ? "?" : "&") + "version=" + version;
        return desk.show(desk.api().get(path(site, name, "") + which), this::print);
    }

    /// What is not said stays as it was in the version before.
    @Command(name = "put")
    int put(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--subject", paramLabel = "TEXT") @Nullable String subject,
            @Option(names = "--text", paramLabel = "FILE") @Nullable Path text,
            @Option(names = "--html", paramLabel = "FILE") @Nullable Path html,
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site)
            throws Failure {
        var given = Desk.object();
        if (subject != null) given.put("subject", subject);
        if (text != null) given.put("text", content(text));
        if (html != null) given.put("html", content(html));
        var saved =
                desk.api()
                        .edit(
                                path(site, name, ""),
                                before -> {
                                    var body = Desk.object();
                                    for (var member : new String[] {"subject", "text", "html"}) {
                                        if (before.hasNonNull(member)) {
                                            body.set(member, before.path(member));
                                        }
                                    }
                                    body.setAll(given);
                                    return body;
                                });
        return desk.show(
                saved,
                template ->
                        desk.say(
                                desk.text(
                                        "template.saved",
                                        name,
                                        Reading.text(template, "version"))));
    }

    @Command(name = "render")
    int render(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--values", paramLabel = "FILE") @Nullable Path values,
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site)
            throws Failure {
        var body = Desk.object();
        if (values != null) body.set("data", json(values));
        return desk.show(desk.api().post(path(site, name, "/render"), body), this::print);
    }

    @Command(name = "remove")
    int remove(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site)
            throws Failure {
        return desk.show(
                desk.api().delete(path(site, name, "")),
                _ -> desk.say(desk.text("template.removed", name)));
    }

    private static String query(@Nullable String site) {
        return site == null ? "" : "?site=" + Api.encoded(site);
    }

    private static String path(@Nullable String site, String name, String rest) {
        return Api.path(TEMPLATES + "/", name) + rest + query(site);
    }

    private void print(JsonNode template) {
        for (var part : new String[] {"subject", "text", "html"}) {
            if (!template.hasNonNull(part)) continue;
            desk.say(desk.text("template." + part));
            desk.say(Reading.text(template, part));
            desk.say("");
        }
    }

    private String content(Path file) throws Failure {
        return new String(new MailFile(desk).read(file), StandardCharsets.UTF_8);
    }

    private ObjectNode json(Path file) throws Failure {
        try {
            var read = JsonMapper.shared().readTree(content(file));
            if (read instanceof ObjectNode object) return object;
        } catch (JacksonException none) {
            // Said below.
        }
        throw desk.failure(ExitCode.DATA, "template.no-json", file);
    }
}
