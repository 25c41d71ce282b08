package dev.facteur.cli;

import tools.jackson.databind.JsonNode;

/// Prints the DNS records of a domain: how each stands as a table, then each value whole and alone
/// on its line, so that it can be copied with one click; the same once more as lines of a zone
/// file.
final class RecordsPage {
    private static final String THERE = "there";

    private final Desk desk;

    RecordsPage(Desk desk) {
        this.desk = desk;
    }

    /// What DNS and the providers say now, explained in the reader's language.
    static JsonNode ask(Desk desk, String domain) throws Failure {
        var language = desk.messages().locale().getLanguage();
        return desk.api().get(Api.path("/v1/domains/", domain, "/records") + "?lang=" + language);
    }

    /// @param plan of `/v1/domains/NAME/records`
    void print(String domain, JsonNode plan) {
        desk.say("");
        desk.say(desk.text("domain.publish", domain));
        desk.say("");
        desk.print(table(plan), "domain.publish-nothing");
        for (var record : plan.path("records")) printRecord(record);
        for (var name : plan.path("unknown")) {
            desk.say("");
            desk.say(desk.text("domain.unknown", name.asString()));
        }
        printProviders(domain, plan);
        printPolicy(plan.path("policy"));
        if (!plan.path("later").isEmpty()) printLater(plan);
        desk.say("");
        desk.say(desk.text("domain.zone"));
        desk.say("");
        printZone(plan);
        desk.say("");
    }

    /// Nothing but lines of a zone file, each below what it is for and how it stands.
    void printZone(JsonNode plan) {
        for (var record : plan.path("records")) {
            desk.say("; " + Table.printable(purpose(record)) + " – " + state(record));
            desk.say(ZoneLine.of(record));
        }
    }

    private Table table(JsonNode plan) {
        var table = desk.table("state", "kind", "record");
        for (var record : plan.path("records")) {
            table.row(
                    new Table.Cell(state(record), false, tint(record)),
                    Reading.text(record, "type"),
                    Reading.text(record, "name"));
        }
        return table;
    }

    private static Tint tint(JsonNode record) {
        return switch (Reading.text(record, "state")) {
            case THERE -> Tint.GOOD;
            case "missing", "differs" ->
                    Reading.flag(record, "optional") ? Tint.PLAIN : Tint.ATTENTION;
            default -> Tint.PLAIN;
        };
    }

    private String state(JsonNode record) {
        var word = desk.messages().word("record", Reading.text(record, "state"));
        return Reading.flag(record, "optional") ? word + desk.text("domain.optional") : word;
    }

    private static String purpose(JsonNode record) {
        var provider = Reading.text(record, "provider");
        var why = Reading.text(record, "why");
        return provider.isEmpty() ? why : why + " (" + provider + ")";
    }

    private void printRecord(JsonNode record) {
        desk.say("");
        desk.say(Table.printable(purpose(record)));
        say("domain.record-state", state(record));
        say("domain.record-name", Reading.text(record, "name"));
        say("domain.record-type", Reading.text(record, "type"));
        say("domain.record-ttl", Reading.text(record, "ttl"));
        say("domain.record-value", Reading.text(record, "value"));
        if (Reading.text(record, "state").equals("differs")) {
            for (var found : record.path("found")) say("domain.record-found", found.asString());
        }
        var lookups = Reading.text(record, "lookups");
        if (!lookups.isEmpty()) desk.say("  " + desk.text("domain.lookups", lookups));
    }

    private void printProviders(String domain, JsonNode plan) {
        for (var told : plan.path("providers")) {
            var key =
                    switch (Reading.text(told, "standing")) {
                        case "verified" -> "domain.provider-verified";
                        case "unverified" -> "domain.provider-unverified";
                        case "absent" -> "domain.provider-absent";
                        default -> "domain.provider-untold";
                    };
            desk.say("");
            var words =
                    desk.text(
                            key,
                            Reading.text(told, "provider"),
                            domain,
                            Reading.text(told, "page"),
                            Reading.text(told, "route"));
            desk.say(Table.printable(words));
            var why = Reading.text(told, "words");
            if (!why.isEmpty()) desk.say("  " + Table.printable(why));
        }
    }

    private void printPolicy(JsonNode policy) {
        if (policy.isMissingNode() || policy.isNull()) return;
        desk.say("");
        desk.say(desk.text("domain.policy", Reading.text(policy, "url")));
        Reading.text(policy, "text")
                .lines()
                .forEach(line -> desk.say("  " + Table.printable(line)));
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
