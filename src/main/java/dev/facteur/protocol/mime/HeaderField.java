package dev.facteur.protocol.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// One header field as it stands in the bytes. Offsets count from the start of the block: the whole
/// field, from its name to its last CRLF, is `[start, end)`.
public final class HeaderField {
    private final byte[] block;
    private final String name;
    private final int start;
    private final int valueStart;
    private final int end;

    HeaderField(byte[] block, String name, int start, int valueStart, int end) {
        this.block = block;
        this.name = name;
        this.start = start;
        this.valueStart = valueStart;
        this.end = end;
    }

    /// The name as it was written, without the whitespace that may stand before the colon.
    public String name() {
        return name;
    }

    public boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }

    public int start() {
        return start;
    }

    /// The first byte after the colon.
    public int valueStart() {
        return valueStart;
    }

    public int end() {
        return end;
    }

    /// The whole field, a character a byte, with its final CRLF when it has one.
    public String raw() {
        return latin1(start, end);
    }

    /// All after the colon, a character a byte, folds kept, without the final CRLF.
    public String rawValue() {
        return latin1(valueStart, endOfText());
    }

    /// The value on one line (RFC 5322 §2.2.3), trimmed, as UTF-8 (RFC 6532), or as ISO-8859-1 when
    /// it is not that. Encoded words are left alone; [EncodedWords#decode] reads them.
    public String value() {
        int length = 0;
        var line = new byte[end - valueStart];
        for (int i = valueStart; i < end; i++) {
            if (block[i] != '\r' && block[i] != '\n') line[length++] = block[i];
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            return new String(line, 0, length, StandardCharsets.ISO_8859_1).strip();
        }
    }

    private int endOfText() {
        return end - valueStart >= 2 && block[end - 1] == '\n' ? end - 2 : end;
    }

    private String latin1(int from, int to) {
        return new String(block, from, to - from, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name + ": " + value();
    }
}
