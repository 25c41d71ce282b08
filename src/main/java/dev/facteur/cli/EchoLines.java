package dev.facteur.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What an event says that came back: by whom, when, and what is particular to its kind. None for
/// one that the gateway saw itself.
final class EchoLines {
    private final Desk desk;

    EchoLines(Desk desk) {
        this.desk = desk;
    }

    List<String> of(JsonNode event) {
        var lines = new ArrayList<String>();
        var source = Reading.text(event, "source");
        if (source.isEmpty()) return lines;
        lines.add(saidBy(Reading.text(event, "party"), desk.messages().word("source", source)));
        var detail = event.path("detail");
        add(lines, "mail.happened", Reading.time(detail, "happened"));
        if (detail.has("hard")) {
            lines.add(desk.text(Reading.flag(detail, "hard") ? "mail.hard" : "mail.soft"));
        }
        add(lines, "mail.sort", Reading.text(detail, "sort"));
        add(lines, "mail.word", Reading.text(detail, "word"));
        add(lines, "mail.link-host", Reading.text(detail, "host"));
        add(lines, "mail.evidence", Reading.text(event, "evidence"));
        if (Reading.flag(detail, "machine")) lines.add(desk.text("mail.machine"));
        add(lines, "mail.reader", reader(Reading.text(detail, "by")));
        return lines;
    }

    private String reader(String word) {
        return word.isEmpty() ? "" : desk.messages().word("reader", word);
    }

    private String saidBy(String party, String source) {
        return party.isEmpty()
                ? desk.text("mail.said-by-someone", source)
                : desk.text("mail.said-by", party, source);
    }

    private void add(List<String> lines, String key, String value) {
        if (!value.isEmpty()) lines.add(desk.text(key, value));
    }
}
