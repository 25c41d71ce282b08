package dev.facteur.protocol.mime;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Writes header fields, folded (RFC 5322 §2.2.3) so that lines have at most 76 characters where
/// there is a place to fold, and never more than 998.
///
/// Nothing that goes in can end a line: names and values with control characters are refused, which
/// makes header injection impossible by construction. Not for several threads.
public final class HeaderWriter {
    private static final int WIDTH = 76;
    private static final int HARD_LIMIT = 998;

    /// Makes encoded words of 64 characters (RFC 2047 §2 allows 75), so that the first one fits on
    /// the line of a short name.
    private static final int BYTES_PER_WORD = 39;

    private final StringBuilder out = new StringBuilder();

    /// A field whose value is written as it is, folded at its spaces.
    ///
    /// @throws IllegalArgumentException for a control character, a name that is none, or a word too
    ///   long for a line
    public HeaderWriter field(String name, String value) {
        requireName(name);
        requireNoControls("header " + name, value);
        fold(name + ":", (" " + value.strip()).stripTrailing());
        return this;
    }

    /// A field of free text (Subject, a display name's companion): beyond ASCII it becomes encoded
    /// words (RFC 2047), so the field is ASCII whatever the text.
    public HeaderWriter text(String name, String text) {
        requireNoControls("header " + name, text);
        return field(name, encoded(text));
    }

    /// A display name and an address as a mailbox (RFC 5322 §3.4).
    ///
    /// @throws IllegalArgumentException for a control character in the name
    public static String mailbox(String name, String address) {
        requireNoControls("name beside " + address, name);
        if (name.isEmpty()) return address;
        boolean ascii = name.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        var shown =
                ascii && !name.contains("=?")
                        ? '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                        : encoded(name);
        return shown + " <" + address + ">";
    }

    /// A display name in encoded words (RFC 2047) whatever is in it, for those who cannot read
    /// quotes.
    public static String encodedName(String name) {
        requireNoControls("name", name);
        return words(name);
    }

    private static String encoded(String text) {
        if (text.chars().allMatch(c -> c < 0x7f) && !text.contains("=?")) return text;
        return words(text);
    }

    private static String words(String text) {
        var words = new StringBuilder();
        int start = 0;
        while (start < text.length()) {
            int end = start;
            int bytes = 0;
            while (end < text.length()) {
                int codePoint = text.codePointAt(end);
                bytes += Character.toString(codePoint).getBytes(StandardCharsets.UTF_8).length;
                if (bytes > BYTES_PER_WORD) break;
                end += Character.charCount(codePoint);
            }
            var chunk = text.substring(start, end).getBytes(StandardCharsets.UTF_8);
            if (start > 0) words.append(' ');
            words.append("=?UTF-8?B?")
                    .append(Base64.getEncoder().encodeToString(chunk))
                    .append("?=");
            start = end;
        }
        return words.toString();
    }

    private void fold(String name, String value) {
        out.append(name);
        int column = name.length();
        int position = 0;
        while (position < value.length()) {
            // A run of spaces stays together with the word behind it: no line is all whitespace
            // (RFC 5322 §3.2.2) and none ends in it.
            int word = position;
            while (word < value.length() && value.charAt(word) == ' ') word++;
            int end = value.indexOf(' ', word);
            if (end < 0) end = value.length();
            var piece = value.substring(position, end);
            int length = piece.getBytes(StandardCharsets.UTF_8).length;
            if (position > 0 && column + length > WIDTH) {
                out.append("\r\n");
                column = 0;
            }
            out.append(piece);
            column += length;
            if (column > HARD_LIMIT) {
                throw new IllegalArgumentException("a word too long for a header line");
            }
            position = end;
        }
        out.append("\r\n");
    }

    private static void requireName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == ':') {
                throw new IllegalArgumentException("not a header name");
            }
        }
        if (name.isEmpty()) throw new IllegalArgumentException("a header without a name");
    }

    private static void requireNoControls(String place, String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw new IllegalArgumentException("control character in the " + place);
            }
        }
    }

    /// All fields so far, each ending in CRLF.
    @Override
    public String toString() {
        return out.toString();
    }

    /// All fields so far, as UTF-8.
    public byte[] bytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
