package dev.facteur.protocol.smtp;

import java.util.LinkedHashMap;
import java.util.Map;

/// The `keyword=value` parameters after a path (RFC 5321 §4.1.2), keywords in upper case; a keyword
/// without a value has `""`.
final class Parameters {
    private static final int MAX_COUNT = 10;

    private Parameters() {}

    static Map<String, String> read(String text) throws Rejected {
        if (text.isEmpty()) return Map.of();
        if (!text.startsWith(" ")) throw new Rejected(Replies.ANGLE_BRACKETS);
        var parameters = new LinkedHashMap<String, String>();
        for (var word : text.strip().split(" +")) {
            if (word.isEmpty()) continue;
            int equals = word.indexOf('=');
            var keyword = equals < 0 ? word : word.substring(0, equals);
            var value = equals < 0 ? "" : word.substring(equals + 1);
            if (parameters.put(Keyword.upperCase(keyword), value) != null) {
                throw new Rejected(Replies.PARAMETER_TWICE);
            }
            if (parameters.size() > MAX_COUNT) throw new Rejected(Replies.UNKNOWN_PARAMETER);
        }
        return parameters;
    }
}
