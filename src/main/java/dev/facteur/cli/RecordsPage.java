package dev.facteur.cli;

import tools.jackson.databind.JsonNode;

/// Prints the DNS records of a domain: each value whole and alone on its line, so that it can be
/// copied with one click; the same once more as lines of a zone file.
final class RecordsPage {
    private final Desk desk;

    RecordsPage(Desk desk) {
        this.desk = desk;
    }

    /// @param plan of `/v1/domains/NAME/records`
    void print(String domain, JsonNode plan) {
        desk.say("");
        desk.say(desk.text("domain.publish", domain));
        for (var record : plan.path("records")) printRecord(record);
        for (var name : plan.path("unknown")) {
            desk.say("");
            desk.say(desk.text("domain.unknown", name.asString()));
        }
        if (!plan.path("later").isEmpty()) printLater(plan);
        desk.say("");
        desk.say(desk.text("domain.zone"));
        desk.say("");
        for (var record : plan.path("records")) desk.say(ZoneLine.of(record));
        desk.say("");
    }

    private void printRecord(JsonNode record) {
        desk.say("");
        desk.say(desk.messages().word("purpose", Reading.text(record, "purpose")));
        if (Reading.flag(record, "there")) desk.say("  " + desk.text("domain.there"));
        say("domain.record-name", Reading.text(record, "name"));
        say("domain.record-type", Reading.text(record, "type"));
        say("domain.record-ttl", Reading.text(record, "ttl"));
        say("domain.record-value", Reading.text(record, "value"));
        var lookups = Reading.text(record, "lookups");
        if (!lookups.isEmpty()) desk.say("  " + desk.text("domain.lookups", lookups));
    }

    private void printLater(JsonNode plan) {
        desk.say("");
        desk.say(desk.text("domain.later"));
        for (var stage : plan.path("later")) {
            desk.say("  " + Reading.text(stage, "from") + "  " + Reading.text(stage, "value"));
        }
    }

    private void say(String key, String value) {
        desk.say("  " + desk.text(key) + "  " + Table.printable(value));
    }
}
