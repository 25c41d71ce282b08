package dev.facteur.retention;

import dev.facteur.mail.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/// Finds one person's address in texts and in mails, however it is written: in capitals, as
/// quoted-printable, in base64. `grenada@example.com` is not `ada@example.com`.
final class Mentions {
    /// Stands where an address was.
    static final String ERASED = "(erased)";

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/\r\n]{8,}");
    private static final Base64.Decoder DECODER = Base64.getDecoder();
    private static final int GROUP = 4;
    private static final int PIECE = 1 << 18;

    /// More than the longest address is in any of its forms.
    private static final int COMMON = 1 << 12;

    private final String needle;
    private final Pattern pattern;

    Mentions(Address address) {
        this.needle = lowerCase(address.toString());
        // What may stand in an address (RFC 5322 §3.2.3) ends none that begins in its middle.
        this.pattern =
                Pattern.compile(
                        "(?<![A-Za-z0-9.!#$%&'*+/=?^_`{|}~-])"
                                + Pattern.quote(needle)
                                + "(?![A-Za-z0-9-]|\\.[A-Za-z0-9])",
                        Pattern.CASE_INSENSITIVE);
    }

    /// As SQLite's `lower` does it, for a first look that finds at least what [#in] does.
    String needle() {
        return needle;
    }

    /// Like SQLite, the letters of ASCII only.
    private static String lowerCase(String text) {
        var lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') lower.setCharAt(i, (char) (c + 'a' - 'A'));
        }
        return lower.toString();
    }

    boolean in(String text) {
        return pattern.matcher(text).find();
    }

    /// The text without it.
    String erasedFrom(String text) {
        return pattern.matcher(text).replaceAll(ERASED);
    }

    /// As below, of a mail of any length. Reads it in pieces that have something in common, so what
    /// stands across a border is seen.
    boolean in(InputStream content) throws IOException {
        var piece = new byte[PIECE];
        for (int kept = 0; ; kept = COMMON) {
            int end = kept + content.readNBytes(piece, kept, PIECE - kept);
            if (in(Arrays.copyOf(piece, end))) return true;
            if (end < PIECE) return false;
            System.arraycopy(piece, PIECE - COMMON, piece, 0, COMMON);
        }
    }

    /// Whether a mail, or the body of a call, names it.
    boolean in(byte[] content) {
        var text = new String(content, StandardCharsets.UTF_8);
        if (in(text)) return true;
        if (text.indexOf('=') >= 0 && in(withoutQuotedPrintable(text))) return true;
        return inBase64(text);
    }

    /// RFC 2045 §6.7, without asking where it applies: an address that shows only then is one too.
    private static String withoutQuotedPrintable(String text) {
        var plain = new ByteArrayOutputStream(text.length());
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '=' || i + 2 >= bytes.length) {
                plain.write(bytes[i]);
                continue;
            }
            if (bytes[i + 1] == '\r' && bytes[i + 2] == '\n') {
                i += 2;
            } else if (bytes[i + 1] == '\n') {
                i++;
            } else {
                int high = Character.digit(bytes[i + 1], 16);
                int low = Character.digit(bytes[i + 2], 16);
                boolean coded = high >= 0 && low >= 0;
                plain.write(coded ? high * 16 + low : '=');
                if (coded) i += 2;
            }
        }
        return plain.toString(StandardCharsets.UTF_8);
    }

    /// Where a group of four begins cannot be seen in the middle of a text, so all four are tried.
    private boolean inBase64(String text) {
        var runs = BASE64.matcher(text);
        while (runs.find()) {
            var run = runs.group().replaceAll("[\r\n]", "");
            for (int shift = 0; shift < Math.min(GROUP, run.length()); shift++) {
                var coded = run.substring(shift);
                // One character alone says no byte.
                if (coded.length() % GROUP == 1) coded = coded.substring(0, coded.length() - 1);
                var plain = DECODER.decode(coded.getBytes(StandardCharsets.ISO_8859_1));
                if (in(new String(plain, StandardCharsets.UTF_8))) return true;
            }
        }
        return false;
    }
}
