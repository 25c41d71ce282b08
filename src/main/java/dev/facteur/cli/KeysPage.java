package dev.facteur.cli;

import tools.jackson.databind.JsonNode;

/// The DKIM keys of a domain: how far each has come, and what happens to it next.
final class KeysPage {
    private final Desk desk;

    KeysPage(Desk desk) {
        this.desk = desk;
    }

    /// @param domain with its `keys`, of `/v1/domains/NAME`
    void print(JsonNode domain) {
        var name = Reading.text(domain, "name");
        var table = desk.table("selector", "algorithm", "state", "next-step");
        for (var key : domain.path("keys")) {
            table.row(
                    Reading.text(key, "selector"),
                    Reading.text(key, "algorithm"),
                    desk.messages().word("keystate", Reading.text(key, "state")),
                    next(name, key));
        }
        desk.print(table, "domain.none");
    }

    private String next(String domain, JsonNode key) {
        return switch (Reading.text(key, "state")) {
            case "next" -> waiting(domain, key);
            case "signing" -> signing(key);
            case "retiring" ->
                    desk.text(
                            isHosted(key) ? "key.removed-by-us" : "key.stays",
                            Reading.time(key, "removable_at"));
            case "retired" -> desk.text("key.removable");
            default -> "";
        };
    }

    private String waiting(String domain, JsonNode key) {
        if (!Reading.flag(key, "by_itself")) return desk.text("key.waits-for-you", domain);
        if (isHosted(key) && Reading.text(key, "published_at").isEmpty()) {
            return desk.text("key.unpublished");
        }
        var seen = Reading.time(key, "seen_at");
        return seen.isEmpty() ? desk.text("key.waits") : desk.text("key.seen", seen);
    }

    private String signing(JsonNode key) {
        var since = Reading.time(key, "since");
        var next = Reading.time(key, "succeeded_at");
        return next.isEmpty()
                ? desk.text("key.signs", since)
                : desk.text("key.succeeded", since, next);
    }

    private static boolean isHosted(JsonNode key) {
        return Reading.text(key, "record_type").equals("CNAME");
    }
}
