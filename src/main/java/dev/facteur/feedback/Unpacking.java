package dev.facteur.feedback;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/// Tells what a file is by its first bytes, and takes it out of the archive that it travels in.
/// What it is called, and which media type was said, are not asked: reporters get both wrong.
///
/// A file is unpacked once: an archive in an archive is no report.
final class Unpacking {
    /// Unpacked. The largest reports seen in the wild have some hundred kilobytes.
    static final int MOST_BYTES = 10_000_000;

    /// A report shrinks to a tenth or a thirtieth; zeros to a thousandth.
    private static final int MOST_RATIO = 200;

    /// So many bytes are unpacked whatever the ratio.
    private static final int FREE_BYTES = 1_000_000;

    /// Where the root element of an XML has begun, after comments and what else stands before it.
    private static final int HEAD = 4_096;

    private static final int BUFFER = 16_384;
    private static final Pattern ROOT =
            Pattern.compile(
                    "<(?:!doctype\\s+)?(?:[\\w.-]+:)?feedback\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern FIELD = Pattern.compile("(?:From |[!-9;-~]+[ \t]*:)");

    private Unpacking() {}

    enum Kind {
        GZIP,
        ZIP,
        /// An XML with the root element of a report.
        XML,
        JSON,
        MAIL,
        OTHER;

        boolean isArchive() {
            return this == GZIP || this == ZIP;
        }

        boolean isReport() {
            return this == XML || this == JSON;
        }
    }

    static Kind kind(byte[] bytes) {
        if (startsWith(bytes, 0x1f, 0x8b)) return Kind.GZIP;
        if (startsWith(bytes, 'P', 'K', 3, 4)) return Kind.ZIP;
        var head = head(bytes);
        if (head.startsWith("<")) {
            return isFeedback(head) ? Kind.XML : Kind.OTHER;
        }
        if (head.startsWith("{")) return Kind.JSON;
        return FIELD.matcher(head).lookingAt() ? Kind.MAIL : Kind.OTHER;
    }

    private static boolean startsWith(byte[] bytes, int... first) {
        if (bytes.length < first.length) return false;
        for (int i = 0; i < first.length; i++) {
            if (bytes[i] != (byte) first[i]) return false;
        }
        return true;
    }

    /// Without zeros, so that UTF-16 reads as ASCII.
    private static String head(byte[] bytes) {
        var text = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1);
        var plain =
                text.replace("\0", "")
                        .replaceFirst("^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)", "");
        return plain.stripLeading();
    }

    /// Whether the root is `feedback`, or a document type says that it will be: such a text is
    /// refused with a sentence, not taken for something else.
    private static boolean isFeedback(String head) {
        var rest = head;
        while (true) {
            var end = rest.startsWith("<?") ? "?>" : rest.startsWith("<!--") ? "-->" : "";
            if (end.isEmpty()) return ROOT.matcher(rest).lookingAt();
            int after = rest.indexOf(end);
            if (after < 0) return false;
            rest = rest.substring(after + end.length()).stripLeading();
        }
    }

    /// What is in an archive; anything else as it is.
    static byte[] unpacked(byte[] bytes) throws Unreadable {
        try {
            return switch (kind(bytes)) {
                case GZIP -> gunzipped(bytes);
                case ZIP -> unzipped(bytes);
                case XML, JSON, MAIL, OTHER -> limited(bytes);
            };
        } catch (IOException | IllegalArgumentException broken) {
            // The second for names in a zip that are no text.
            throw new Unreadable("report-broken-archive", "its archive is damaged");
        }
    }

    private static byte[] limited(byte[] bytes) throws Unreadable {
        if (bytes.length > MOST_BYTES) throw tooLarge();
        return bytes;
    }

    private static byte[] gunzipped(byte[] bytes) throws IOException, Unreadable {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return content(in, bytes.length);
        }
    }

    /// RFC 9990 §3.5.2 knows gzip and plain XML only, but many send a zip with one file in it.
    private static byte[] unzipped(byte[] bytes) throws IOException, Unreadable {
        try (var in =
                new ZipInputStream(new ByteArrayInputStream(bytes), StandardCharsets.ISO_8859_1)) {
            if (in.getNextEntry() == null) throw new IOException("no file");
            var content = content(in, bytes.length);
            if (in.getNextEntry() != null) {
                throw new Unreadable(
                        "report-several-files", "its archive has more than one file in it");
            }
            return content;
        }
    }

    private static byte[] content(InputStream in, int packed) throws IOException, Unreadable {
        long likely = Math.max(FREE_BYTES, (long) packed * MOST_RATIO);
        var out = new ByteArrayOutputStream();
        var buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (out.size() + count > MOST_BYTES) throw tooLarge();
            if (out.size() + count > likely) throw unlikely();
            out.write(buffer, 0, count);
        }
        return out.toByteArray();
    }

    private static Unreadable unlikely() {
        return new Unreadable(
                "report-unlikely", "it shrinks to less than any report does when it is packed");
    }

    private static Unreadable tooLarge() {
        return new Unreadable(
                "report-too-large",
                "it is larger than " + MOST_BYTES / 1_000_000 + " MB when it is unpacked");
    }
}
