package dev.facteur.protocol.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Encoded words (RFC 2047): non-ASCII text in headers. For showing and writing names and subjects,
/// never for deciding anything.
public final class EncodedWords {
    /// RFC 2047 §2, with the language suffix of RFC 2231 §5.
    private static final Pattern WORD =
            Pattern.compile("=\\?([^?*\\s]{1,40})(?:\\*[^?\\s]{0,20})?\\?([bBqQ])\\?([^?]*)\\?=");

    private EncodedWords() {}

    /// The text with its encoded words replaced by what they mean; what cannot be decoded stays as
    /// it is. Control characters become spaces, so the result is one line whatever it contained;
    /// half a character, as UTF-32 can spell it, becomes U+FFFD.
    public static String decode(String text) {
        if (!text.contains("=?")) return showable(text);
        var out = new StringBuilder();
        var waiting = new Run();
        var matcher = WORD.matcher(text);
        int end = 0;
        while (matcher.find()) {
            var between = text.substring(end, matcher.start());
            end = matcher.end();
            var charset = charset(matcher.group(1));
            byte[] bytes = charset == null ? null : bytes(matcher.group(2), matcher.group(3));
            // RFC 2047 §6.2: whitespace between two encoded words does not count. Characters cut in
            // two between words of one charset are common, so their bytes are joined first.
            if (!(waiting.open() && bytes != null && between.isBlank())) {
                waiting.flush(out);
                out.append(between);
            }
            if (charset == null || bytes == null) {
                out.append(matcher.group());
            } else {
                waiting.add(charset, bytes, out);
            }
        }
        waiting.flush(out);
        return showable(out.append(text, end, text.length()).toString());
    }

    /// Neighbouring words of one charset.
    private static final class Run {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private @Nullable Charset charset;

        boolean open() {
            return charset != null;
        }

        void add(Charset next, byte[] more, StringBuilder out) {
            if (!next.equals(charset)) flush(out);
            charset = next;
            bytes.writeBytes(more);
        }

        void flush(StringBuilder out) {
            if (charset != null) out.append(bytes.toString(charset));
            bytes.reset();
            charset = null;
        }
    }

    private static @Nullable Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte @Nullable [] bytes(String encoding, String content) {
        if (encoding.equalsIgnoreCase("Q")) return quoted(content);
        try {
            return Base64.getMimeDecoder().decode(content);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] quoted(String content) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            int code = c == '=' ? hexadecimal(content, i + 1) : -1;
            if (code >= 0) {
                out.write(code);
                i += 2;
            } else if (c == '_') {
                out.write(' ');
            } else {
                out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static int hexadecimal(String content, int at) {
        if (at + 2 > content.length()) return -1;
        int high = Character.digit(content.charAt(at), 16);
        int low = Character.digit(content.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static String showable(String text) {
        StringBuilder clean = null;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            boolean half = Character.getType(c) == Character.SURROGATE;
            if (half || Character.isISOControl(c)) {
                if (clean == null) clean = new StringBuilder(text);
                clean.setCharAt(i, half ? '\ufffd' : ' ');
            }
            i += Character.charCount(c);
        }
        return clean == null ? text : clean.toString();
    }
}
