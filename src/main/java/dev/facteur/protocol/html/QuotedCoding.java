package dev.facteur.protocol.html;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Quoted-printable (RFC 2045 §6.7). What is put in stands on lines of its own, between soft line
/// breaks, so that the lines around it keep their length.
final class QuotedCoding implements PartCoding, Ink {
    private static final byte[] BREAK = "\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String SOFT_BREAK = "=\r\n";

    /// With the `=` of the soft line break, the 76 that are allowed.
    private static final int WIDTH = 75;

    private static final String ESCAPED = "=3D";

    private final Sink out;
    private final HtmlTags tags;
    private boolean soft;

    QuotedCoding(HtmlChange change, boolean adds, Sink out) {
        this.out = out;
        this.tags = new HtmlTags(change, adds, this);
    }

    @Override
    public void line(byte[] bytes, int from, int to) throws IOException {
        int end = to;
        // §6.7 rule 3: spaces at the end of a line are none of the text.
        while (end > from && isBlank(bytes[end - 1])) end--;
        soft = end > from && bytes[end - 1] == '=';
        if (soft) end--;
        int i = from;
        while (i < end) {
            int next = i + 1;
            byte octet = bytes[i];
            if (octet == '=' && i + 2 < end) {
                int value = digit(bytes[i + 1]) * 16 + digit(bytes[i + 2]);
                boolean valid = digit(bytes[i + 1]) >= 0 && digit(bytes[i + 2]) >= 0;
                if (valid) octet = (byte) value;
                if (valid) next = i + 3;
            }
            tags.take(octet, bytes, i, next);
            i = next;
        }
        if (end < to) tags.pass(bytes, end, to);
    }

    @Override
    public void lineBreak() throws IOException {
        if (soft) {
            tags.pass(BREAK, 0, BREAK.length);
        } else {
            tags.take(BREAK[0], BREAK, 0, 1);
            tags.take(BREAK[1], BREAK, 1, 2);
        }
        soft = false;
    }

    @Override
    public void finish() throws IOException {
        // Behind a soft line break that breaks nothing there is no place for more.
        tags.finish(!soft);
    }

    @Override
    public void raw(byte[] bytes, int from, int to) throws IOException {
        out.write(bytes, from, to);
    }

    @Override
    public void value(byte[] bytes, Tag.Place place, String value) throws IOException {
        out.write(bytes, place.start(), place.from());
        insert(value);
        out.write(bytes, place.to(), place.after());
    }

    @Override
    public void insert(String text) throws IOException {
        out.write(SOFT_BREAK);
        int column = 0;
        for (int i = 0; i < text.length(); i++) {
            var piece = text.charAt(i) == '=' ? ESCAPED : text.substring(i, i + 1);
            if (column + piece.length() > WIDTH) {
                out.write(SOFT_BREAK);
                column = 0;
            }
            out.write(piece);
            column += piece.length();
        }
        out.write(SOFT_BREAK);
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static int digit(byte octet) {
        return Character.digit(octet, 16);
    }
}
