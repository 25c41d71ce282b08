package dev.facteur.protocol.dsn;

import dev.facteur.protocol.mime.EncodedWords;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.HeaderField;
import dev.facteur.protocol.mime.MalformedHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// What goes back of the mail that a report is about: all of it when that was asked for and it is
/// small, else its header, or nothing when even that cannot be sent on, or read any more: whoever
/// waits for the mail has to hear of it all the same (RFC 6522 §3 lets this part be missing).
final class Original {
    /// Above this a mail asked back whole comes back as its header. RFC 3461 §6.2 leaves it to us.
    static final int MAX_WHOLE = 1024 * 1024;

    /// RFC 5322 §2.1.1, without the line end.
    private static final int MAX_LINE = 998;

    private final Kind kind;

    /// The part's bytes, a character a byte.
    private final String text;

    private final String subject;

    private Original(Kind kind, String text, String subject) {
        this.kind = kind;
        this.text = text;
        this.subject = subject;
    }

    enum Kind {
        WHOLE,
        HEADER,
        NOTHING
    }

    static Original read(Report.Mail mail) {
        boolean whole = mail.returnWhole() && mail.size() <= MAX_WHOLE;
        try (var in = mail.content().open()) {
            var bytes = in.readNBytes(whole ? MAX_WHOLE : HeaderBlock.MAX_BLOCK_BYTES);
            return of(bytes, whole);
        } catch (IOException | MalformedHeader unusable) {
            return new Original(Kind.NOTHING, "", "");
        }
    }

    private static Original of(byte[] bytes, boolean whole) throws MalformedHeader {
        var header = HeaderBlock.parse(bytes, bytes.length);
        var subject = header.first("Subject").map(f -> EncodedWords.decode(f.value())).orElse("");
        var all = new String(bytes, StandardCharsets.ISO_8859_1);
        if (whole && isClean(all)) return new Original(Kind.WHOLE, all, OneLine.of(subject));
        return new Original(Kind.HEADER, cleanFields(header), OneLine.of(subject));
    }

    private static String cleanFields(HeaderBlock header) {
        var fields = new StringBuilder();
        for (HeaderField field : header.fields()) {
            var raw = field.raw().endsWith("\r\n") ? field.raw() : field.raw() + "\r\n";
            if (isClean(raw)) fields.append(raw);
        }
        return fields.toString();
    }

    /// Whether every line can be sent: CRLF at its end only, no NUL, not too long.
    private static boolean isClean(String text) {
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf("\r\n", start);
            if (end < 0) end = text.length();
            if (end - start > MAX_LINE) return false;
            for (int i = start; i < end; i++) {
                char c = text.charAt(i);
                if (c == '\r' || c == '\n' || c == 0) return false;
            }
            start = end + 2;
        }
        return true;
    }

    Kind kind() {
        return kind;
    }

    String text() {
        return text;
    }

    /// The mail's subject on one line, decoded; `""` when it has none.
    String subject() {
        return subject;
    }

    boolean isAscii() {
        return OneLine.isAscii(text);
    }

    /// Whether the header is in UTF-8 (RFC 6532): then its parts have types of their own.
    boolean hasInternationalHeader() {
        int end = text.indexOf("\r\n\r\n");
        var header = end < 0 ? text : text.substring(0, end);
        return !OneLine.isAscii(header) && isUtf8(header.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
