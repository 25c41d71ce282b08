package dev.facteur.protocol.mime;

import java.nio.charset.StandardCharsets;

/// A parameter of a MIME header (RFC 2045 §5.1), as RFC 2231 spells what ASCII cannot, in sections
/// that fit a line each.
final class Parameters {
    private static final int SECTION = 60;
    private static final String DIGITS = "0123456789ABCDEF";

    private Parameters() {}

    /// `; name="value"`, or `; name*=UTF-8''…`, or that in sections. Nothing for an empty value.
    static String of(String name, String value) {
        if (value.isEmpty()) return "";
        boolean ascii = value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (ascii && value.length() <= SECTION) return "; " + name + "=" + quoted(value);
        var encoded = new StringBuilder("UTF-8''");
        var text = new StringBuilder();
        int section = 0;
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (encoded.length() > SECTION) {
                text.append(section(name, section++, encoded));
                encoded.setLength(0);
            }
            append(encoded, b);
        }
        if (section == 0) return "; " + name + "*=" + encoded;
        return text.append(section(name, section, encoded)).toString();
    }

    /// RFC 2231 §4.1: only the first section names the charset.
    private static String section(String name, int number, CharSequence encoded) {
        return "; " + name + "*" + number + "*=" + encoded;
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /// RFC 2231 §7: attribute characters stand for themselves.
    private static void append(StringBuilder encoded, byte b) {
        boolean plain =
                (b >= 'a' && b <= 'z')
                        || (b >= 'A' && b <= 'Z')
                        || (b >= '0' && b <= '9')
                        || b == '.'
                        || b == '-'
                        || b == '_';
        if (plain) {
            encoded.append((char) b);
        } else {
            encoded.append('%').append(DIGITS.charAt((b >> 4) & 15)).append(DIGITS.charAt(b & 15));
        }
    }
}
