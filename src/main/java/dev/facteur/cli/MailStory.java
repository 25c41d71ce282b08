package dev.facteur.cli;

import dev.facteur.platform.SystemClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// One mail for people: what it is, where each recipient stands, and all that happened.
final class MailStory {
    /// As wide as a time and the gap behind it.
    private static final String INDENT = " ".repeat(21);

    private final Desk desk;

    MailStory(Desk desk) {
        this.desk = desk;
    }

    void print(JsonNode story) {
        printHead(story.path("mail"));
        desk.say("");
        desk.print(recipients(story), "mail.none");
        printReading(story.path("events"));
        printObstacle(story.path("obstacle"));
        if (story.path("mail").path("states").has("held")) {
            desk.say("");
            say("mail.held", Reading.text(story.path("mail"), "id"));
        }
        desk.say("");
        printEvents(story);
    }

    /// How often it was opened and its links followed; nothing where nobody looks.
    private void printReading(JsonNode events) {
        printReading(events, "opened", "mail.counted-opened");
        printReading(events, "clicked", "mail.counted-clicked");
    }

    private void printReading(JsonNode events, String kind, String key) {
        int persons = 0;
        int machines = 0;
        for (var event : events) {
            if (!Reading.text(event, "kind").equals(kind)) continue;
            if (Reading.flag(event.path("detail"), "machine")) machines++;
            else persons++;
        }
        if (persons + machines > 0) say(key, persons, machines);
    }

    /// What somebody has to do before a mail goes on; nothing where it does.
    void printObstacle(JsonNode obstacle) {
        switch (Reading.text(obstacle, "kind")) {
            case "parked" -> {
                var route = Reading.text(obstacle, "route");
                var since = Reading.time(obstacle, "since");
                desk.say("");
                say("mail.parked", route, since, Reading.text(obstacle, "why"));
                say("route.next-step", route);
            }
            case "no-route" -> {
                desk.say("");
                say("mail.no-route");
            }
            default -> {}
        }
    }

    private void say(String key, Object... values) {
        desk.say(Table.printable(desk.text(key, values)));
    }

    private void printHead(JsonNode mail) {
        var table = desk.table("", "");
        table.row(desk.text("column.id"), Reading.text(mail, "id"));
        table.row(desk.text("column.site"), site(desk, mail) + ", " + Reading.text(mail, "stream"));
        table.row(desk.text("column.from"), Reading.text(mail, "from"));
        var sender = Reading.text(mail, "sender");
        table.row(desk.text("column.sender"), sender.isEmpty() ? "<>" : sender);
        table.row(desk.text("column.subject"), Reading.text(mail, "subject"));
        table.row(desk.text("column.message-id"), Reading.text(mail, "message_id"));
        table.row(desk.text("column.size"), desk.text("mail.bytes", Reading.number(mail, "size")));
        table.row(desk.text("column.accepted"), Reading.time(mail, "accepted_at"));
        desk.print(table, "mail.none");
    }

    static String site(Desk desk, JsonNode mail) {
        var name = Reading.text(mail, "site");
        return Reading.flag(mail, "site_removed") ? desk.text("mail.site-removed", name) : name;
    }

    private Table recipients(JsonNode story) {
        var table = desk.table("recipient", "state", "attempts", "next-attempt", "last-reply");
        boolean stuck = !story.path("obstacle").path("kind").isMissingNode();
        for (var recipient : story.path("recipients")) {
            table.row(
                    Reading.text(recipient, "address"),
                    standing(recipient),
                    Reading.number(recipient, "attempts"),
                    stuck ? "" : due(recipient),
                    Reading.text(recipient, "last_reply"));
        }
        return table;
    }

    /// The state, and what came back since.
    private Table.Cell standing(JsonNode recipient) {
        var state = Reading.text(recipient, "state");
        var fate = Reading.text(recipient, "fate");
        var word = desk.messages().word("state", state);
        if (fate.isEmpty()) return new Table.Cell(word, false, Tint.of(state));
        var both = word + ", " + desk.messages().word("fate", fate);
        return new Table.Cell(both, false, Tint.of(fate));
    }

    /// One that is due already goes as soon as there is room.
    private String due(JsonNode recipient) {
        boolean over = Reading.isBefore(recipient, "due_at", new SystemClock().now());
        return over ? desk.text("due-now") : Reading.time(recipient, "due_at");
    }

    /// A line an event, and below it, indented, what the event says. Replies are never cut.
    private void printEvents(JsonNode story) {
        var addresses = new HashMap<Long, String>();
        for (var recipient : story.path("recipients")) {
            addresses.put(Reading.number(recipient, "number"), Reading.text(recipient, "address"));
        }
        for (var event : story.path("events")) {
            var kind = Reading.text(event, "kind");
            var word = desk.messages().word("event", kind);
            // An event without a recipient concerns the whole mail.
            boolean one = event.path("recipient").isNumber();
            var whom = one ? addresses.getOrDefault(Reading.number(event, "recipient"), "") : "";
            desk.say(
                    Reading.time(event, "at")
                            + "  "
                            + (desk.terminal().coloured() ? Tint.of(kind).over(word) : word)
                            + (addresses.size() > 1 && !whom.isEmpty() ? "  " + whom : ""));
            var lines = details(event.path("detail"), kind);
            lines.addAll(0, new EchoLines(desk).of(event));
            for (var line : lines) desk.say(INDENT + Table.printable(line));
        }
    }

    private List<String> details(JsonNode detail, String kind) {
        var trace = detail.has("trace") ? detail.path("trace") : detail;
        var lines = new ArrayList<String>();
        if (kind.equals("accepted")) {
            addIfSaid(lines, "mail.by", Reading.text(detail, "protocol"), credential(detail));
        }
        addWay(lines, trace);
        addIfSaid(lines, "mail.reply", Reading.text(trace, "reply"));
        var sentence = Reading.text(trace, "sentence");
        if (!sentence.isEmpty()) lines.add(sentence);
        addAdvice(lines, trace);
        addIfSaid(lines, "mail.next", Reading.time(detail, "next"));
        addIfSaid(lines, "mail.report", Reading.text(detail, "report"));
        return lines;
    }

    /// Who has to act and what to do, by the reason that the reply was understood to give.
    private void addAdvice(List<String> lines, JsonNode trace) {
        var who = desk.messages().word("who", Reading.text(trace, "who"));
        desk.advice(Reading.text(trace, "reason"), Reading.text(trace, "route"))
                .ifPresent(advice -> lines.add(desk.text("mail.advice", who, advice)));
    }

    private String credential(JsonNode event) {
        var credential = Reading.text(event, "credential");
        return credential.isEmpty() ? desk.text("mail.no-credential") : credential;
    }

    /// The way, and how far the attempt came.
    private void addWay(List<String> lines, JsonNode trace) {
        if (Reading.text(trace, "route").isEmpty()) return;
        lines.add(way(desk, trace));
        var phase = Reading.text(trace, "phase");
        if (!phase.isEmpty()) {
            lines.add(desk.text("mail.phase", desk.messages().word("phase", phase)));
        }
    }

    /// Route, host, port and TLS on one line.
    static String way(Desk desk, JsonNode trace) {
        var host = Reading.text(trace, "host");
        var way = new StringBuilder(desk.text("mail.way", Reading.text(trace, "route")));
        if (!host.isEmpty()) {
            way.append(", ").append(host).append(':').append(Reading.text(trace, "port"));
        }
        var address = Reading.text(trace, "address");
        if (!address.isEmpty() && !address.equals(host))
            way.append(" [").append(address).append(']');
        var tls = Reading.text(trace, "tls");
        if (!tls.isEmpty()) way.append(", ").append(tls);
        return way.toString();
    }

    private void addIfSaid(List<String> lines, String key, Object... values) {
        if (!values[0].toString().isEmpty()) lines.add(desk.text(key, values));
    }
}
