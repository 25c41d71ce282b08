package dev.facteur.cli;

import tools.jackson.databind.JsonNode;

/// From where a key or token is good, and when it was used last, in words.
record KeyTerms(Desk desk) {
    String networks(JsonNode holder) {
        var networks = Reading.joined(holder, "networks");
        return networks.isEmpty() ? desk.text("credential.everywhere") : networks;
    }

    String lastUsed(JsonNode holder) {
        var never = holder.path("last_used_at").isNull();
        return never ? desk.text("credential.never") : Reading.time(holder, "last_used_at");
    }
}
