package dev.facteur.protocol.mime;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// A Content-Type value (RFC 2045 §5.1), or one that is written like it, as far as the structure of
/// a mail depends on it.
///
/// @param type in lower case, `""` when the value cannot be read
/// @param parameters names in lower case; the first of each
public record ContentType(String type, Map<String, String> parameters) {
    public ContentType {
        parameters = Map.copyOf(parameters);
    }

    public static ContentType parse(String value) {
        int semicolon = endOfPiece(value, 0);
        var type = value.substring(0, semicolon).strip().toLowerCase(Locale.ROOT);
        var parameters = new HashMap<String, String>();
        int start = semicolon;
        while (start < value.length()) {
            int end = endOfPiece(value, start + 1);
            var parameter = value.substring(start + 1, end);
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                var name = parameter.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                parameters.putIfAbsent(name, unquoted(parameter.substring(equals + 1).strip()));
            }
            start = end;
        }
        return new ContentType(type, parameters);
    }

    /// As it is compared, `""` when there is none.
    public String boundary() {
        return parameter("boundary");
    }

    /// `""` when there is none.
    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /// The next semicolon that stands in no quoted string, or the end.
    private static int endOfPiece(String value, int from) {
        boolean quoted = false;
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') quoted = !quoted;
            if (c == '\\' && quoted) i++;
            if (c == ';' && !quoted) return i;
        }
        return value.length();
    }

    private static String unquoted(String value) {
        if (!value.startsWith("\"")) return value.split("[ \t(]", 2)[0];
        var content = new StringBuilder();
        for (int i = 1; i < value.length() && value.charAt(i) != '"'; i++) {
            if (value.charAt(i) == '\\' && i + 1 < value.length()) i++;
            content.append(value.charAt(i));
        }
        return content.toString().stripTrailing();
    }

    boolean isMultipart() {
        return type.startsWith("multipart/");
    }

    boolean isDigest() {
        return type.equals("multipart/digest");
    }

    /// RFC 2046 §5.2.1 and RFC 6532 §3.7: the part is a mail of its own.
    boolean isMessage() {
        return type.equals("message/rfc822")
                || type.equals("message/global")
                || type.equals("message/news");
    }
}
