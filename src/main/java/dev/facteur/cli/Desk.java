package dev.facteur.cli;

import dev.facteur.platform.FileTrouble;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What every command works with: the terminal, the language, the common options, the API.
final class Desk {
    private static final Set<String> WHOLE = Set.of("id", "accepted", "next-attempt", "state");

    private final Terminal terminal;
    private final Messages messages;
    private final Facteur options;

    Desk(Terminal terminal, Messages messages, Facteur options) {
        this.terminal = terminal;
        this.messages = messages;
        this.options = options;
    }

    Terminal terminal() {
        return terminal;
    }

    /// What to do about a reason; empty where there is nothing to do.
    ///
    /// @param route the one that it is about, whose name the commands in it get
    Optional<String> advice(String reason, String route) {
        return messages.translation("advice." + reason, List.of())
                .map(advice ->
                        route.isEmpty() ? advice : advice.replace(text("advice-name"), route));
    }

    Messages messages() {
        return messages;
    }

    Facteur options() {
        return options;
    }

    Api api() throws Failure {
        return new Api(this, GatewayAddress.find(this));
    }

    String text(String key, Object... values) {
        return messages.text(key, values);
    }

    Failure failure(int exitCode, String key, Object... values) {
        return new Failure(exitCode, text(key, values));
    }

    void say(String text) {
        terminal.out().println(text);
    }

    /// Says something beside the answer: it must not get into what a script reads.
    void warn(String text) {
        terminal.err().println(text);
    }

    /// Prints an answer for people; may ask the gateway for more.
    interface Page {
        void print(JsonNode answer) throws Failure;
    }

    /// Shows an answer: as it is when JSON was asked for, otherwise by `forPeople`. Always exit 0.
    int show(JsonNode answer, Page forPeople) throws Failure {
        if (!options.json) {
            forPeople.print(answer);
        } else if (!answer.isNull()) {
            say(answer.toString());
        }
        return ExitCode.OK;
    }

    /// An empty table whose titles stand in the catalogue under `column.…`.
    Table table(String... columns) {
        var titles = new ArrayList<String>();
        var whole = new HashSet<Integer>();
        for (var column : columns) {
            if (WHOLE.contains(column)) whole.add(titles.size());
            titles.add(column.isEmpty() ? "" : text("column." + column));
        }
        return new Table(titles, whole);
    }

    /// Prints the table, or the sentence of `emptyKey` when it has no rows.
    void print(Table table, String emptyKey) {
        if (table.isEmpty()) {
            say(text(emptyKey));
        } else {
            terminal.out().print(table.render(terminal.width(), terminal.coloured()));
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// A member with several texts, where they are given.
    static void list(ObjectNode body, String member, @Nullable List<String> values) {
        if (values != null) values.forEach(body.putArray(member)::add);
    }

    /// Why a file cannot be used, for somebody who knows which.
    String trouble(IOException failure) {
        var kind = FileTrouble.of(failure);
        return kind == FileTrouble.OTHER
                ? FileTrouble.words(failure)
                : text("file." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /// Why something failed, in a few words.
    static String said(Exception failure) {
        var message =
                failure instanceof IOException io ? FileTrouble.sentence(io) : failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().toList().getFirst();
    }
}
