package dev.facteur.protocol.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Quoted-printable (RFC 2045 §6.7): text that stays readable and survives every server.
public final class QuotedPrintable {
    private static final int WIDTH = 76;
    private static final String DIGITS = "0123456789ABCDEF";

    private QuotedPrintable() {}

    /// Encodes text as UTF-8. Its lines end in `\n`, those of the result in CRLF; other control
    /// characters are encoded like everything beyond ASCII.
    public static String encode(String text) {
        var out = new ByteArrayOutputStream();
        try {
            encode(text, out);
        } catch (IOException impossible) {
            throw new IllegalStateException("memory takes everything", impossible);
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    /// The same, a line at a time: a large text is not in memory twice.
    public static void encode(String text, OutputStream out) throws IOException {
        var encoded = new StringBuilder();
        for (int start = 0, end; start <= text.length(); start = end + 1) {
            end = text.indexOf('\n', start);
            if (end < 0) end = text.length();
            encodeLine(text.substring(start, end).getBytes(StandardCharsets.UTF_8), encoded);
            if (end < text.length()) encoded.append("\r\n");
            out.write(encoded.toString().getBytes(StandardCharsets.US_ASCII));
            encoded.setLength(0);
        }
    }

    private static void encodeLine(byte[] line, StringBuilder out) {
        int column = 0;
        for (int i = 0; i < line.length; i++) {
            var piece = piece(line, i);
            boolean last = i == line.length - 1;
            // The soft line break's own `=` has to fit as well.
            if (column + piece.length() > (last ? WIDTH : WIDTH - 1)) {
                out.append("=\r\n");
                column = 0;
            }
            out.append(piece);
            column += piece.length();
        }
    }

    private static String piece(byte[] line, int i) {
        byte b = line[i];
        // §6.7 rule 3: a space at the end of a line may get lost on the way.
        boolean plain = (b > ' ' && b < 0x7f && b != '=') || (b == ' ' && i < line.length - 1);
        if (plain) return String.valueOf((char) b);
        return "=" + DIGITS.charAt((b >> 4) & 15) + DIGITS.charAt(b & 15);
    }
}
