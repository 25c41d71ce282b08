package dev.facteur.protocol.mime;

import dev.facteur.protocol.mime.MalformedHeader.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The header of a message or of a MIME part, as it stands in the bytes (RFC 5322 §2.2).
///
/// Reading is strict where two readers could disagree about what is a field: a line that is none, a
/// bare CR or LF, and a NUL are refused, never skipped. Whitespace before the colon (RFC 5322
/// §4.5.8) is allowed and does not hide a field from a look-up. Immutable.
public final class HeaderBlock {
    public static final int MAX_FIELDS = 1_000;
    public static final int MAX_FIELD_BYTES = 64 * 1024;
    public static final int MAX_BLOCK_BYTES = 256 * 1024;

    private final byte[] bytes;
    private final List<HeaderField> fields;
    private final boolean complete;

    private HeaderBlock(byte[] bytes, List<HeaderField> fields, boolean complete) {
        this.bytes = bytes;
        this.fields = List.copyOf(fields);
        this.complete = complete;
    }

    /// Where the body begins: the position after the first empty line, -1 when there is none in
    /// `[0, length)`. A caller that collects bytes passes as `from` the length it looked at before.
    public static int bodyStart(byte[] bytes, int from, int length) {
        for (int i = Math.max(0, from - 3); i + 1 < length; i++) {
            // The empty line is the very first one, or follows the CRLF that ends a field.
            boolean lineStart = i == 0 || (i >= 2 && bytes[i - 1] == '\n' && bytes[i - 2] == '\r');
            if (lineStart && bytes[i] == '\r' && bytes[i + 1] == '\n') return i + 2;
        }
        return -1;
    }

    /// Reads the header at the beginning of `bytes`: up to and including the empty line, or to
    /// `length` when there is none. Keeps a copy.
    public static HeaderBlock parse(byte[] bytes, int length) throws MalformedHeader {
        int body = bodyStart(bytes, 0, Math.min(length, MAX_BLOCK_BYTES));
        int size = body < 0 ? length : body;
        if (size > MAX_BLOCK_BYTES) {
            throw new MalformedHeader(
                    Fault.BLOCK_TOO_LONG,
                    "the header is longer than " + MAX_BLOCK_BYTES / 1024 + " KB");
        }
        var block = Arrays.copyOf(bytes, size);
        var fields = new ArrayList<HeaderField>();
        int position = 0;
        int end = body < 0 ? size : size - 2;
        while (position < end) {
            var field = readField(block, position, end, fields.size() + 1);
            fields.add(field);
            position = field.end();
        }
        return new HeaderBlock(block, fields, body >= 0);
    }

    private static HeaderField readField(byte[] block, int start, int limit, int number)
            throws MalformedHeader {
        if (number > MAX_FIELDS) {
            throw new MalformedHeader(
                    Fault.TOO_MANY_FIELDS, "the header has more than " + MAX_FIELDS + " fields");
        }
        int end = endOfField(block, start, limit, number);
        if (end - start > MAX_FIELD_BYTES) {
            throw new MalformedHeader(
                    Fault.FIELD_TOO_LONG,
                    "header field " + number + " is longer than " + MAX_FIELD_BYTES / 1024 + " KB");
        }
        return named(block, start, end, number);
    }

    private static HeaderField named(byte[] block, int start, int end, int number)
            throws MalformedHeader {
        if (block[start] == ' ' || block[start] == '\t') {
            throw new MalformedHeader(
                    Fault.CONTINUATION_OF_NOTHING, "the header begins with a continuation line");
        }
        int nameEnd = start;
        while (nameEnd < end && isNameByte(block[nameEnd])) nameEnd++;
        int colon = nameEnd;
        while (colon < end && (block[colon] == ' ' || block[colon] == '\t')) colon++;
        if (nameEnd == start || colon == end || block[colon] != ':') {
            throw new MalformedHeader(
                    Fault.NO_FIELD, "header line of field " + number + " is not \"Name: value\"");
        }
        var name = new String(block, start, nameEnd - start, StandardCharsets.US_ASCII);
        return new HeaderField(block, name, start, colon + 1, end);
    }

    /// RFC 5322 §3.6.8 ftext: printable ASCII without the colon.
    private static boolean isNameByte(byte b) {
        return b > ' ' && b < 0x7f && b != ':';
    }

    private static int endOfField(byte[] block, int start, int limit, int number)
            throws MalformedHeader {
        int i = start;
        while (i < limit) {
            byte b = block[i];
            if (b == '\r' && i + 1 < limit && block[i + 1] == '\n') {
                i += 2;
                // RFC 5322 §2.2.3: a line that begins with whitespace continues the field.
                if (i == limit || (block[i] != ' ' && block[i] != '\t')) return i;
            } else if (b == '\r' || b == '\n' || b == 0) {
                throw new MalformedHeader(
                        Fault.FORBIDDEN_BYTE,
                        "header field " + number + " contains " + named(b) + " on its own");
            } else {
                i++;
            }
        }
        return limit;
    }

    private static String named(byte b) {
        return switch (b) {
            case '\r' -> "CR";
            case '\n' -> "LF";
            default -> "NUL";
        };
    }

    /// All fields, in their order.
    public List<HeaderField> fields() {
        return fields;
    }

    /// The first field of that name; the name's case does not matter.
    public Optional<HeaderField> first(String name) {
        for (var field : fields) {
            if (field.isNamed(name)) return Optional.of(field);
        }
        return Optional.empty();
    }

    public List<HeaderField> all(String name) {
        return fields.stream().filter(field -> field.isNamed(name)).toList();
    }

    public int count(String name) {
        int count = 0;
        for (var field : fields) {
            if (field.isNamed(name)) count++;
        }
        return count;
    }

    /// Bytes of the whole block, the empty line included when there was one: the body's offset.
    public int length() {
        return bytes.length;
    }

    /// Whether the empty line that ends a header was there.
    public boolean complete() {
        return complete;
    }
}
