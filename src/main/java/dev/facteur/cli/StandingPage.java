package dev.facteur.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Prints whose a sender domain is shown to be, and what happened to it.
final class StandingPage {
    /// What an event is said without: the name of a record tells what it is for.
    private static final Set<String> WORDLESS = Set.of("by", "purpose", "value");

    private final Desk desk;

    StandingPage(Desk desk) {
        this.desk = desk;
    }

    /// @param domain of `/v1/domains/NAME`
    void print(JsonNode domain) {
        print(Reading.text(domain, "name"), domain.path("standing"));
    }

    private void print(String name, JsonNode standing) {
        var by = Reading.text(standing, "verified_by");
        if (by.isEmpty()) {
            desk.say(desk.text("domain.unverified", name));
            return;
        }
        var how = desk.messages().word("verified", by);
        desk.say(desk.text("domain.verified", Reading.time(standing, "verified_at"), how));
    }

    /// @param answer of `/v1/domains/NAME/verify`
    void printVerified(JsonNode answer) {
        for (var seen : answer.path("seen")) {
            var purpose = Reading.text(seen, "purpose");
            // The others say nothing of whose it is.
            if (!purpose.equals("ownership") && !purpose.equals("dkim")) continue;
            var state = desk.messages().word("sighting", Reading.text(seen, "state"));
            desk.say(Reading.text(seen, "name") + "  " + state);
            for (var line : Reading.texts(seen, "evidence")) say(line);
        }
        if (!answer.path("seen").isEmpty()) desk.say("");
        print(Reading.text(answer, "name"), answer.path("standing"));
    }

    /// What strangers wrote must not move the cursor.
    private void say(String line) {
        desk.say("  " + Table.printable(line));
    }

    /// @param answer of `/v1/domains/NAME/events`
    void printEvents(JsonNode answer) {
        if (answer.path("events").isEmpty()) return;
        desk.say(desk.text("domain.events"));
        for (var event : answer.path("events")) {
            var words = new ArrayList<String>();
            words.add(Reading.time(event, "at"));
            words.add(desk.messages().word("event", Reading.text(event, "kind")));
            addDetail(event.path("detail"), words);
            say(String.join("  ", words));
        }
    }

    private void addDetail(JsonNode detail, List<String> words) {
        var by = Reading.text(detail, "by");
        if (!by.isEmpty()) words.add(desk.messages().word("verified", by));
        for (var member : detail.properties()) {
            if (WORDLESS.contains(member.getKey())) continue;
            var value = member.getValue();
            var text =
                    value.isArray() ? Reading.joined(detail, member.getKey()) : Reading.text(value);
            if (!text.isEmpty()) words.add(text);
        }
    }
}
