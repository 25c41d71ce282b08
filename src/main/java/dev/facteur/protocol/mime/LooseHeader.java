package dev.facteur.protocol.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Header fields as strangers write them: lines may end in LF, lines that are no field are passed
/// over, and nothing is refused. To look something up, never to decide what a mail may do; for that
/// there is [HeaderBlock].
///
/// @param fields in their order, values on one line
public record LooseHeader(List<Pieces.Field> fields) {
    public static final LooseHeader NONE = new LooseHeader(List.of());

    private static final int MAX_NAME = 80;

    /// Of a longer value only the beginning is kept.
    private static final int MAX_VALUE = 8 * 1024;

    public LooseHeader {
        fields = List.copyOf(fields);
    }

    /// The fields from the beginning of `text` to its first empty line.
    public static LooseHeader of(String text) {
        var blocks = blocks(text, 1);
        return blocks.isEmpty() ? NONE : blocks.getFirst();
    }

    /// The fields of a text that has several groups of them with empty lines between (RFC 3464
    /// §2.1); groups without a field are left out.
    ///
    /// @param most how many groups are read
    public static List<LooseHeader> blocks(String text, int most) {
        var blocks = new ArrayList<LooseHeader>();
        var fields = new Gathered();
        for (var line : (Iterable<String>) text.lines()::iterator) {
            if (line.isBlank()) {
                fields.finish(blocks);
                if (blocks.size() == most) return blocks;
            } else if (!fields.isFull()) {
                fields.add(line);
            }
        }
        fields.finish(blocks);
        return blocks;
    }

    /// Where the name of a field ends that begins the line, at its colon; -1 when none does.
    public static int nameEnd(String line) {
        int end = 0;
        while (end < line.length() && end < MAX_NAME && isNameCharacter(line.charAt(end))) end++;
        int colon = end;
        while (colon < line.length() && line.charAt(colon) == ' ') colon++;
        return end > 0 && colon < line.length() && line.charAt(colon) == ':' ? colon : -1;
    }

    /// RFC 5322 §2.2.
    private static boolean isNameCharacter(char c) {
        return c > ' ' && c < 0x7f && c != ':';
    }

    /// The value of the first field of that name; the name's case does not matter.
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Pieces.Field::value)
                .toList();
    }

    public boolean has(String name) {
        return fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
    }

    private static final class Gathered {
        private final List<Pieces.Field> fields = new ArrayList<>();
        private final StringBuilder value = new StringBuilder();
        private String name = "";

        boolean isFull() {
            return fields.size() == HeaderBlock.MAX_FIELDS;
        }

        void add(String line) {
            char first = line.charAt(0);
            if (first == ' ' || first == '\t') {
                if (!name.isEmpty()) append(' ' + line.strip());
                return;
            }
            int colon = nameEnd(line);
            endField();
            if (colon < 0) return;
            name = line.substring(0, colon).stripTrailing();
            append(line.substring(colon + 1).strip());
        }

        private void append(String more) {
            int room = MAX_VALUE - value.length();
            value.append(more, 0, Math.min(room, more.length()));
        }

        private void endField() {
            if (!name.isEmpty()) fields.add(new Pieces.Field(name, showable(value.toString())));
            name = "";
            value.setLength(0);
        }

        private static String showable(String value) {
            if (value.chars().noneMatch(Character::isISOControl)) return value;
            return value.codePoints()
                    .map(c -> Character.isISOControl(c) ? ' ' : c)
                    .collect(
                            StringBuilder::new,
                            StringBuilder::appendCodePoint,
                            StringBuilder::append)
                    .toString();
        }

        void finish(List<LooseHeader> blocks) {
            endField();
            if (!fields.isEmpty()) blocks.add(new LooseHeader(fields));
            fields.clear();
        }
    }
}
