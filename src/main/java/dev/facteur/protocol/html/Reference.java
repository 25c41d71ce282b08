package dev.facteur.protocol.html;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Resolves the character references in the value of an attribute (HTML standard §13.2.5.72), as
/// far as there is no doubt about them.
final class Reference {
    private static final Map<String, Character> NAMED =
            Map.of("amp", '&', "lt", '<', "gt", '>', "quot", '"', "apos", '\'');
    private static final int LONGEST = 8;

    private Reference() {}

    /// Null where a reference is unknown, or readers disagree whether it is one.
    static @Nullable String resolve(String value) {
        if (value.indexOf('&') < 0) return value;
        var resolved = new StringBuilder();
        int i = 0;
        while (i < value.length()) {
            char c = value.charAt(i);
            if (c != '&') {
                resolved.append(c);
                i++;
                continue;
            }
            int end = i + 1;
            while (end < value.length() && isPart(value.charAt(end))) end++;
            var name = value.substring(i + 1, end);
            char next = end < value.length() ? value.charAt(end) : ' ';
            if (next == ';') {
                var meant = meant(name);
                if (meant == null) return null;
                resolved.append(meant.charValue());
                end++;
            } else if (next == '=' && !name.startsWith("#")) {
                // "?a=1&copy=2": in an attribute this is none, by the standard.
                resolved.append('&').append(name);
            } else {
                return null;
            }
            i = end;
        }
        return resolved.toString();
    }

    private static boolean isPart(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '#';
    }

    private static @Nullable Character meant(String name) {
        if (!name.startsWith("#")) return NAMED.get(name);
        if (name.length() > LONGEST) return null;
        boolean hexadecimal = name.startsWith("#x") || name.startsWith("#X");
        try {
            int code =
                    hexadecimal
                            ? Integer.parseInt(name.substring(2), 16)
                            : Integer.parseInt(name.substring(1));
            return code > ' ' && code < 0x7f ? (char) code : null;
        } catch (NumberFormatException none) {
            return null;
        }
    }
}
