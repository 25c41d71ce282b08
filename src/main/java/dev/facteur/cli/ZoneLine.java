package dev.facteur.cli;

import tools.jackson.databind.JsonNode;

/// A DNS record as a line of a zone file (RFC 1035 §5.1).
final class ZoneLine {
    /// RFC 1035 §3.3: one character-string holds at most 255 octets; a longer value is several.
    private static final int MOST_OCTETS = 255;

    private ZoneLine() {}

    /// @param key with `record_name`, `record_type` and `record_value`
    static String of(JsonNode key) {
        var value = Reading.text(key, "record_value");
        var line = new StringBuilder(Reading.text(key, "record_name")).append(". IN ");
        line.append(Reading.text(key, "record_type"));
        for (int start = 0; start < value.length(); start += MOST_OCTETS) {
            var part = value.substring(start, Math.min(value.length(), start + MOST_OCTETS));
            line.append(" \"").append(escaped(part)).append('"');
        }
        return line.toString();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
