package dev.facteur.cli;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// A DNS record as a line of a zone file (RFC 1035 §5.1).
final class ZoneLine {
    /// RFC 1035 §3.3: one character-string holds at most 255 octets; a longer value is several.
    private static final int MOST_OCTETS = 255;

    private ZoneLine() {}

    /// @param record with `name`, `type`, `value` and `ttl`
    static String of(JsonNode record) {
        var type = Reading.text(record, "type");
        var value = Reading.text(record, "value");
        var line = new StringBuilder(Reading.text(record, "name")).append(". ");
        line.append(Reading.text(record, "ttl")).append(" IN ").append(type);
        // Of all others that a domain needs the value is a name.
        if (!type.equals("TXT")) return line.append(' ').append(value).append('.').toString();
        for (int start = 0; start < value.length(); start += MOST_OCTETS) {
            var part = value.substring(start, Math.min(value.length(), start + MOST_OCTETS));
            line.append(" \"").append(escaped(part)).append('"');
        }
        return line.toString();
    }

    /// What stands in DNS already may hold any octet; RFC 1035 §5.1 writes it as a number.
    private static String escaped(String text) {
        var escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') escaped.append('\\').append(c);
            else if (c >= ' ' && c < 0x7F) escaped.append(c);
            else escaped.append(String.format(Locale.ROOT, "\\%03d", c & 0xFF));
        }
        return escaped.toString();
    }
}
