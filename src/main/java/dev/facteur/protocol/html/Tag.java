package dev.facteur.protocol.html;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// One tag while it arrives: its text, the bytes that it was encoded in, and where its attributes
/// stand, by the states that the HTML standard gives a tag (§13.2.5.8 to §13.2.5.40). What is a
/// quotation mark and what a `>` ends depends on nothing else. Used again for the next one.
final class Tag {
    /// Longer ones pass as they are.
    static final int MAX_LENGTH = 8 * 1024;

    private static final int MAX_ATTRIBUTES = 64;

    private final byte[] text = new byte[MAX_LENGTH];
    private final int[] rawStarts = new int[MAX_LENGTH];
    private byte[] raw = new byte[MAX_LENGTH];
    private final List<Attribute> attributes = new ArrayList<>();
    private int length;
    private int rawLength;
    private State state = State.NAME;
    private int nameStart;
    private int nameEnd;
    private int attributeStart;
    private int attributeEnd;
    private int valueStart;

    private enum State {
        NAME,
        BEFORE_ATTRIBUTE,
        ATTRIBUTE,
        AFTER_ATTRIBUTE,
        BEFORE_VALUE,
        DOUBLE_QUOTED,
        SINGLE_QUOTED,
        UNQUOTED,
        AFTER_QUOTED
    }

    /// Places in the text.
    ///
    /// @param after behind the quotation mark, where there is one
    private record Attribute(int start, int nameEnd, int from, int to, int after) {}

    /// The same in the encoded bytes.
    record Place(int start, int from, int to, int after) {}

    void reset() {
        length = 0;
        rawLength = 0;
        attributes.clear();
        state = State.NAME;
    }

    int length() {
        return length;
    }

    byte at(int index) {
        return text[index];
    }

    boolean full() {
        return length == MAX_LENGTH;
    }

    /// Takes a byte of the text, and the bytes that stood for it.
    void hold(byte octet, byte[] bytes, int from, int to) {
        rawStarts[length] = rawLength;
        text[length++] = octet;
        holdRaw(bytes, from, to);
    }

    /// Takes what stands for nothing: a line break that the encoding made.
    void holdRaw(byte[] bytes, int from, int to) {
        int count = to - from;
        if (rawLength + count > raw.length) {
            raw = Arrays.copyOf(raw, Math.max(rawLength + count, 2 * raw.length));
        }
        System.arraycopy(bytes, from, raw, rawLength, count);
        rawLength += count;
    }

    /// Forgets the bytes, which were given on. Its name and attributes stay.
    void empty() {
        rawLength = 0;
    }

    /// Begins anew with the byte that was held last.
    void keepLast() {
        int start = lastStart();
        int count = rawLength - start;
        System.arraycopy(raw, start, raw, 0, count);
        text[0] = text[length - 1];
        rawStarts[0] = 0;
        rawLength = count;
        length = 1;
    }

    /// Where the byte that was held last begins among the encoded ones.
    int lastStart() {
        return rawStarts[length - 1];
    }

    byte[] raw() {
        return raw;
    }

    int rawLength() {
        return rawLength;
    }

    /// The name begins with the byte that was held last.
    void begin() {
        nameStart = length - 1;
        nameEnd = length;
        state = State.NAME;
    }

    /// Goes on behind a name of which all was held.
    void begin(int start, int end) {
        nameStart = start;
        nameEnd = end;
        state = State.NAME;
    }

    String name() {
        return lower(nameStart, nameEnd);
    }

    boolean closes() {
        return nameStart == 2;
    }

    /// Goes one byte on, which was held before if there was room.
    ///
    /// @return whether it ended the tag
    boolean step(byte octet) {
        boolean quoted = state == State.DOUBLE_QUOTED || state == State.SINGLE_QUOTED;
        if (octet == '>' && !quoted) {
            end();
            return true;
        }
        state =
                switch (state) {
                    case NAME -> name(octet);
                    case BEFORE_ATTRIBUTE, AFTER_QUOTED -> beforeAttribute(octet);
                    case ATTRIBUTE -> attribute(octet);
                    case AFTER_ATTRIBUTE -> afterAttribute(octet);
                    case BEFORE_VALUE -> beforeValue(octet);
                    case DOUBLE_QUOTED -> quoted(octet, '"');
                    case SINGLE_QUOTED -> quoted(octet, '\'');
                    case UNQUOTED -> unquoted(octet);
                };
        return false;
    }

    private void end() {
        switch (state) {
            case ATTRIBUTE -> withoutValue(length - 1);
            case AFTER_ATTRIBUTE, BEFORE_VALUE -> withoutValue(attributeEnd);
            case UNQUOTED -> add(length - 1, length - 1);
            case NAME, BEFORE_ATTRIBUTE, DOUBLE_QUOTED, SINGLE_QUOTED, AFTER_QUOTED -> {}
        }
    }

    private State name(byte octet) {
        if (isSpace(octet) || octet == '/') return State.BEFORE_ATTRIBUTE;
        nameEnd = length;
        return State.NAME;
    }

    private State beforeAttribute(byte octet) {
        if (isSpace(octet) || octet == '/') return State.BEFORE_ATTRIBUTE;
        // Also a "=", by the standard.
        attributeStart = length - 1;
        return State.ATTRIBUTE;
    }

    private State attribute(byte octet) {
        attributeEnd = length - 1;
        if (octet == '=') return State.BEFORE_VALUE;
        if (isSpace(octet)) return State.AFTER_ATTRIBUTE;
        if (octet != '/') return State.ATTRIBUTE;
        withoutValue(attributeEnd);
        return State.BEFORE_ATTRIBUTE;
    }

    private State afterAttribute(byte octet) {
        if (isSpace(octet)) return State.AFTER_ATTRIBUTE;
        if (octet == '=') return State.BEFORE_VALUE;
        withoutValue(attributeEnd);
        return beforeAttribute(octet);
    }

    private State beforeValue(byte octet) {
        if (isSpace(octet)) return State.BEFORE_VALUE;
        valueStart = length;
        if (octet == '"') return State.DOUBLE_QUOTED;
        if (octet == '\'') return State.SINGLE_QUOTED;
        valueStart = length - 1;
        return State.UNQUOTED;
    }

    private State quoted(byte octet, char mark) {
        if (octet != mark) return state;
        add(length - 1, length);
        return State.AFTER_QUOTED;
    }

    private State unquoted(byte octet) {
        if (!isSpace(octet)) return State.UNQUOTED;
        add(length - 1, length - 1);
        return State.BEFORE_ATTRIBUTE;
    }

    private void withoutValue(int end) {
        attributeEnd = end;
        valueStart = end;
        add(end, end);
    }

    private void add(int to, int after) {
        if (full() || attributes.size() == MAX_ATTRIBUTES) return;
        attributes.add(new Attribute(attributeStart, attributeEnd, valueStart, to, after));
    }

    /// Whether all attributes are known; beyond the limit nobody can be sure of the first of a
    /// name.
    boolean readable() {
        return attributes.size() < MAX_ATTRIBUTES;
    }

    List<String> names() {
        return attributes.stream().map(one -> lower(one.start, one.nameEnd)).toList();
    }

    /// A character a byte, as it stands.
    String value(int attribute) {
        var one = attributes.get(attribute);
        return new String(text, one.from, one.to - one.from, StandardCharsets.ISO_8859_1);
    }

    Place place(int attribute) {
        var one = attributes.get(attribute);
        return new Place(
                rawStarts[one.start], rawStarts[one.from], rawStarts[one.to], rawStarts[one.after]);
    }

    private String lower(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
    }

    static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r' || octet == '\f';
    }
}
