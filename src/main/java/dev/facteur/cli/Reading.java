package dev.facteur.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads members of the API's JSON. What is missing or null is the empty text: a newer or older
/// gateway must not break a table.
final class Reading {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private Reading() {}

    static String text(JsonNode node, String member) {
        return text(node.path(member));
    }

    static String text(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? "" : value.asString("");
    }

    static List<String> texts(JsonNode node, String member) {
        var texts = new ArrayList<String>();
        for (var element : node.path(member)) texts.add(text(element));
        return texts;
    }

    static String joined(JsonNode node, String member) {
        return String.join(", ", texts(node, member));
    }

    static long number(JsonNode node, String member) {
        return node.path(member).asLong(0);
    }

    static boolean flag(JsonNode node, String member) {
        return node.path(member).asBoolean(false);
    }

    /// Whether there is a time and it has come.
    static boolean isBefore(JsonNode node, String member, Instant now) {
        try {
            var text = text(node, member);
            return !text.isEmpty() && Instant.parse(text).isBefore(now);
        } catch (DateTimeParseException unexpected) {
            return false;
        }
    }

    /// A time in the zone of the person who reads it.
    static String time(JsonNode node, String member) {
        var text = text(node, member);
        try {
            return text.isEmpty()
                    ? ""
                    : SECONDS.format(Instant.parse(text).atZone(ZoneId.systemDefault()));
        } catch (DateTimeParseException unexpected) {
            return text;
        }
    }
}
