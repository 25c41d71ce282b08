package dev.facteur.protocol.dkim;

import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.HeaderField;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Header fields as they are hashed (RFC 6376 §3.4.1, §3.4.2, §3.7). Text is a character a byte.
final class HeaderForm {
    private HeaderForm() {}

    /// The fields that `h=` names, one behind the other, each ending in CRLF.
    ///
    /// A name that stands several times takes the fields of that name from the bottom up (§5.4.2);
    /// one that finds no field any more adds nothing, which is what oversigning rests on.
    static byte[] fields(
            HeaderBlock header, List<String> names, Canonicalization canonicalization) {
        var byName = new HashMap<String, List<HeaderField>>();
        for (var field : header.fields()) {
            byName.computeIfAbsent(lower(field.name()), _ -> new ArrayList<>()).add(field);
        }
        var taken = new HashMap<String, Integer>();
        var out = new ByteArrayOutputStream();
        for (var name : names) {
            var key = lower(name);
            var fields = byName.getOrDefault(key, List.of());
            int count = taken.merge(key, 1, Integer::sum);
            if (count > fields.size()) continue;
            var field = fields.get(fields.size() - count);
            out.writeBytes(latin1(canonical(field.raw(), canonicalization)));
            out.write('\r');
            out.write('\n');
        }
        return out.toByteArray();
    }

    /// A field in its canonical form, without the final CRLF.
    static String canonical(String field, Canonicalization canonicalization) {
        return switch (canonicalization) {
            case SIMPLE -> field.endsWith("\r\n") ? field.substring(0, field.length() - 2) : field;
            case RELAXED -> relaxed(field);
        };
    }

    /// §3.4.2: name in lower case, no whitespace around the colon nor at the end, every other run
    /// of it one space.
    private static String relaxed(String field) {
        int colon = field.indexOf(':');
        var out = new StringBuilder(field.length());
        out.append(lower(field.substring(0, colon).stripTrailing())).append(':');
        boolean space = false;
        int start = out.length();
        for (int i = colon + 1; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\r' || c == '\n') continue;
            if (c == ' ' || c == '\t') {
                space = true;
                continue;
            }
            if (space && out.length() > start) out.append(' ');
            space = false;
            out.append(c);
        }
        return out.toString();
    }

    /// A signature field with the value of its `b=` tag taken out (§3.5), all else kept.
    static String withoutSignature(String field) {
        int start = field.indexOf(':') + 1;
        while (start < field.length()) {
            int end = field.indexOf(';', start);
            if (end < 0) end = field.length();
            int equals = field.indexOf('=', start);
            if (equals >= 0 && equals < end && isSignatureTag(field.substring(start, equals))) {
                return field.substring(0, equals + 1) + field.substring(end);
            }
            start = end + 1;
        }
        return field;
    }

    private static boolean isSignatureTag(String name) {
        return TagList.withoutFolding(name).equals("b");
    }

    /// How often each name occurs, in lower case.
    static Map<String, Integer> counts(HeaderBlock header) {
        var counts = new HashMap<String, Integer>();
        for (var field : header.fields()) counts.merge(lower(field.name()), 1, Integer::sum);
        return counts;
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
