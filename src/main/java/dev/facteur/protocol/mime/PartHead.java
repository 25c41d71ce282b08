package dev.facteur.protocol.mime;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.MimeParameterMapping;
import org.jspecify.annotations.Nullable;

/// What a MIME part says of itself (RFC 2045, RFC 2183).
final class PartHead {
    private final Map<String, Value> values = new HashMap<>();

    /// @param word the value without its parameters, in lower case
    /// @param parameters their names in lower case; decoded (RFC 2231)
    private record Value(String word, Map<String, String> parameters) {
        static final Value NONE = new Value("", Map.of());
    }

    /// The first field of each name counts.
    void add(Field field) {
        var name = field.getName().toLowerCase(Locale.ROOT);
        if (name.startsWith("content-")) values.computeIfAbsent(name, _ -> parsed(field));
    }

    private static Value parsed(Field field) {
        try {
            var raw =
                    field instanceof RawField known
                            ? known
                            : RawFieldParser.DEFAULT.parseField(field.getRaw());
            var body = RawFieldParser.DEFAULT.parseRawBody(raw);
            var parameters = new MimeParameterMapping();
            for (var parameter : body.getParams()) {
                parameters.addParameter(parameter.getName(), parameter.getValue());
            }
            var decoded = new HashMap<String, String>();
            parameters
                    .getParameters()
                    .forEach((name, value) -> decoded.put(name.toLowerCase(Locale.ROOT), value));
            return new Value(Objects.toString(body.getValue(), "").strip(), decoded);
        } catch (MimeException | RuntimeException unreadable) {
            return Value.NONE;
        }
    }

    private Value value(String name) {
        return values.getOrDefault(name, Value.NONE);
    }

    /// In lower case; RFC 2045 §5.2 says what a part is that says nothing.
    String type() {
        var type = value("content-type").word().toLowerCase(Locale.ROOT);
        return type.indexOf('/') > 0 ? type : "text/plain";
    }

    String parameter(String name) {
        return value("content-type").parameters().getOrDefault(name, "");
    }

    String disposition() {
        return value("content-disposition").word().toLowerCase(Locale.ROOT);
    }

    /// The name of the file; `""` when it has none.
    String name() {
        var name = value("content-disposition").parameters().get("filename");
        if (name == null) name = parameter("name");
        // Against RFC 2047 §5, but this is how most programs write names beyond ASCII.
        return EncodedWords.decode(name).strip();
    }

    @Nullable String contentId() {
        var id = value("content-id").word();
        if (id.startsWith("<") && id.endsWith(">")) id = id.substring(1, id.length() - 1);
        return id.isEmpty() ? null : id;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /// The kinds of the parts around one, the outermost first.
    record Place(List<String> kinds, List<Integer> numbers) {
        /// Whether a text here is what the mail says, rather than a file that came with it.
        boolean isBody() {
            for (int i = 0; i < kinds.size(); i++) {
                boolean choice = kinds.get(i).equals("multipart/alternative");
                if (!choice && numbers.get(i) > 0) return false;
            }
            return true;
        }

        boolean isChoice() {
            return !kinds.isEmpty() && kinds.getLast().equals("multipart/alternative");
        }

        boolean isRelated() {
            return kinds.contains("multipart/related");
        }
    }
}
