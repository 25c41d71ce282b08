package dev.facteur.protocol.mime;

import java.nio.charset.StandardCharsets;

/// Quoted-printable (RFC 2045 §6.7): text that stays readable and survives every server.
public final class QuotedPrintable {
    private static final int WIDTH = 76;
    private static final String DIGITS = "0123456789ABCDEF";

    private QuotedPrintable() {}

    /// Encodes text as UTF-8. Its lines end in `\n`, those of the result in CRLF; other control
    /// characters are encoded like everything beyond ASCII.
    public static String encode(String text) {
        var out = new StringBuilder();
        var lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (i > 0) out.append("\r\n");
            encodeLine(lines[i].getBytes(StandardCharsets.UTF_8), out);
        }
        return out.toString();
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
