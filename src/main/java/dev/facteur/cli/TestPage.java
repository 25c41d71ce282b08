package dev.facteur.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A test as it goes on: a line for each thing that has happened since it was looked at last.
final class TestPage {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final String INDENT = " ".repeat(10);

    private final Desk desk;
    private final Map<String, Integer> told = new HashMap<>();
    private final Map<String, String> placed = new HashMap<>();

    TestPage(Desk desk) {
        this.desk = desk;
    }

    /// Says what is new.
    void update(JsonNode test) {
        boolean several = test.path("mails").size() > 1;
        for (var mail : test.path("mails")) {
            var id = Reading.text(mail, "id");
            var whom = several ? whom(mail) + ": " : "";
            int seen = told.getOrDefault(id, 0);
            int number = 0;
            for (var event : mail.path("events")) {
                if (number++ >= seen) say(whom, event, mail, test);
            }
            told.put(id, number);
            look(whom, mail);
        }
    }

    private static String whom(JsonNode mail) {
        var seed = Reading.text(mail, "seed");
        return seed.isEmpty() ? Reading.text(mail, "to") : seed;
    }

    private void say(String whom, JsonNode event, JsonNode mail, JsonNode test) {
        var kind = Reading.text(event, "kind");
        var detail = event.path("detail");
        var word = desk.messages().word("event", kind);
        var shown = desk.terminal().coloured() ? Tint.of(kind).over(word) : word;
        var line = new StringBuilder(time(event, "at")).append("  ").append(whom).append(shown);
        var trace = detail.path("trace");
        switch (kind) {
            case "accepted" ->
                    line.append(": ")
                            .append(
                                    desk.text(
                                            "test.accepted",
                                            Reading.text(mail, "id"),
                                            Reading.text(test, "from"),
                                            Reading.text(mail, "to")));
            case "attempted" ->
                    line.append(": ").append(desk.text("mail.way", Reading.text(detail, "route")));
            default -> {
                if (trace.isObject()) line.append(": ").append(MailStory.way(desk, trace));
            }
        }
        print(line.toString());
        var reply = Reading.text(trace, "reply");
        if (!reply.isEmpty()) print(INDENT + desk.text("mail.reply", reply));
        var sentence = Reading.text(trace, "sentence");
        if (!sentence.isEmpty()) print(INDENT + sentence);
    }

    /// Where it lies, once that is known.
    private void look(String whom, JsonNode mail) {
        var seed = Reading.text(mail, "seed");
        var where = mail.path("placed");
        var word = Reading.text(where, "placement");
        if (seed.isEmpty() || word.equals("unsent")) return;
        var id = Reading.text(mail, "id");
        boolean sent = Reading.text(mail.path("trace"), "kind").isEmpty() && has(mail, "delivered");
        var now = word.isEmpty() ? (sent ? "looking" : "") : word;
        if (now.isEmpty() || now.equals(placed.put(id, now))) return;
        var line =
                word.isEmpty()
                        ? desk.text("test.looking", seed)
                        : desk.text("test.placed", seed, placement(desk, where).text());
        var folder = Reading.text(where, "folder");
        // While it is looked for the last thing that has happened is that it left.
        var events = mail.path("events");
        var time =
                word.isEmpty()
                        ? time(events.path(events.size() - 1), "at")
                        : time(where, "placed_at");
        print(time + "  " + whom + line + (folder.isEmpty() ? "" : " (" + folder + ")"));
        var trouble = Reading.text(where, "trouble");
        if (!trouble.isEmpty()) print(INDENT + trouble);
    }

    private static boolean has(JsonNode mail, String kind) {
        return mail.path("events")
                .valueStream()
                .anyMatch(event -> Reading.text(event, "kind").equals(kind));
    }

    private static String time(JsonNode node, String member) {
        try {
            return CLOCK.format(Instant.parse(Reading.text(node, member)));
        } catch (DateTimeParseException unexpected) {
            return "        ";
        }
    }

    private void print(String line) {
        desk.say(Table.printable(line));
    }

    /// Where a mail was found, as a word in its colour.
    static Table.Cell placement(Desk desk, JsonNode placed) {
        var word = Reading.text(placed, "placement");
        var tint =
                switch (word) {
                    case "inbox" -> Tint.GOOD;
                    case "spam", "nowhere" -> Tint.BAD;
                    case "", "unsent" -> Tint.PLAIN;
                    default -> Tint.ATTENTION;
                };
        var text = desk.messages().word("placement", word.isEmpty() ? "looking" : word);
        return new Table.Cell(text, false, tint);
    }

    /// `spf pass, dkim pass, dmarc pass`, or nothing where the receiver said nothing.
    static String proofs(JsonNode proofs) {
        var said = new ArrayList<String>();
        for (var check : proofs.path("checks")) {
            said.add(Reading.text(check, "method") + " " + Reading.text(check, "value"));
        }
        return String.join(", ", said);
    }
}
