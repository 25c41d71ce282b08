package dev.facteur.protocol.html;

import dev.facteur.protocol.mime.ContentType;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Passes the body of a mail on while it arrives, and lets somebody change links in its HTML.
///
/// Only HTML that is what the mail says is looked at: the body itself, or a part of a mixed,
/// alternative or related body, not an attachment, not a mail inside the mail, and nothing that is
/// signed or encrypted. Everything else passes byte for byte, and so does each HTML that cannot be
/// read without doubt. Holds one line, one header of a part and one tag, never the mail.
///
/// Used by one thread.
public final class HtmlRewriter {
    private static final int MAX_LINE = 32 * 1024;
    private static final int MAX_HEADER = 64 * 1024;
    private static final int MAX_DEPTH = 50;
    private static final Set<String> LOOKED_INTO =
            Set.of("multipart/mixed", "multipart/alternative", "multipart/related");

    private final HtmlChange change;
    private final Sink out;
    private final List<byte[]> delimiters = new ArrayList<>();
    private byte[] line = new byte[1024];
    private int lineLength;
    private boolean skipsLine;
    private boolean continuesLine;
    private byte[] header = new byte[0];
    private int headerLength;
    private @Nullable PartCoding coding;
    private boolean breakPending;
    private boolean seenHtml;
    private State state = State.OTHER;

    private enum State {
        /// Gathering the header of a part.
        HEADER,
        HTML,
        OTHER
    }

    private HtmlRewriter(HtmlChange change, OutputStream out) {
        this.change = change;
        this.out = new Sink(out);
    }

    /// Empty when nothing in such a mail may be touched.
    ///
    /// @param header of the mail
    /// @param out gets the body
    public static Optional<HtmlRewriter> of(
            HeaderBlock header, HtmlChange change, OutputStream out) {
        var rewriter = new HtmlRewriter(change, out);
        rewriter.enter(header);
        boolean touches = rewriter.state == State.HTML || !rewriter.delimiters.isEmpty();
        return touches ? Optional.of(rewriter) : Optional.empty();
    }

    /// Takes the next bytes of the body.
    public void accept(byte[] bytes, int offset, int length) throws IOException {
        int position = offset;
        int end = offset + length;
        while (position < end) {
            if (state == State.OTHER && delimiters.isEmpty()) {
                out.write(bytes, position, end);
                return;
            }
            boolean starts = lineLength == 0 && !continuesLine;
            if (state == State.OTHER && starts && bytes[position] != '-') skipsLine = true;
            int next = afterLineFeed(bytes, position, end);
            boolean ends = next > position && bytes[next - 1] == '\n';
            if (skipsLine) {
                out.write(bytes, position, next);
                skipsLine = !ends;
            } else {
                gather(bytes, position, next);
                if (ends) endLine();
                else if (lineLength >= MAX_LINE) cutLine();
            }
            position = next;
        }
    }

    private static int afterLineFeed(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != '\n') i++;
        return i < to ? i + 1 : to;
    }

    /// The body ends here.
    public void finish() throws IOException {
        if (lineLength > 0) endLine();
        endPart();
        out.flush();
    }

    private void gather(byte[] bytes, int from, int to) {
        int count = to - from;
        if (lineLength + count > line.length) {
            line = Arrays.copyOf(line, Math.max(lineLength + count, 2 * line.length));
        }
        System.arraycopy(bytes, from, line, lineLength, count);
        lineLength += count;
    }

    private void endLine() throws IOException {
        if (continuesLine || !endsPart()) inner();
        lineLength = 0;
        continuesLine = false;
    }

    /// So long is no line that means anything to us.
    private void cutLine() throws IOException {
        inner();
        lineLength = 0;
        continuesLine = true;
    }

    private void inner() throws IOException {
        switch (state) {
            case HEADER -> headerLine();
            case HTML -> htmlLine();
            case OTHER -> out.write(line, 0, lineLength);
        }
    }

    private void headerLine() throws IOException {
        out.write(line, 0, lineLength);
        if (headerLength + lineLength > MAX_HEADER || continuesLine) {
            state = State.OTHER;
            return;
        }
        header = Arrays.copyOf(header, Math.max(header.length, headerLength + lineLength));
        System.arraycopy(line, 0, header, headerLength, lineLength);
        headerLength += lineLength;
        if (lineLength != 2 || line[0] != '\r') return;
        try {
            enter(HeaderBlock.parse(header, headerLength));
        } catch (MalformedHeader unreadable) {
            state = State.OTHER;
        }
    }

    /// Decides by its header what a part is.
    private void enter(HeaderBlock block) {
        state = State.OTHER;
        boolean clear =
                block.count("Content-Type") == 1
                        && block.count("Content-Transfer-Encoding") <= 1
                        && block.count("Content-Disposition") <= 1;
        if (!clear) return;
        var type = ContentType.parse(value(block, "Content-Type"));
        if (LOOKED_INTO.contains(type.type())) {
            boolean bounded = !type.boundary().isEmpty() && delimiters.size() < MAX_DEPTH;
            if (bounded)
                delimiters.add(("--" + type.boundary()).getBytes(StandardCharsets.ISO_8859_1));
        } else if (type.type().equals("text/html") && isShown(block, type)) {
            coding = coding(value(block, "Content-Transfer-Encoding"));
            if (coding != null) state = State.HTML;
            seenHtml |= coding != null;
        }
    }

    /// Whether it is a text of the mail rather than a file that came with it.
    private static boolean isShown(HeaderBlock block, ContentType type) {
        var disposition = ContentType.parse(value(block, "Content-Disposition"));
        boolean inline = disposition.type().isEmpty() || disposition.type().equals("inline");
        boolean named = says(disposition, "filename") || says(type, "name");
        // "charset*" names one in a way that hardly anybody reads.
        boolean read = Charsets.read(type.parameter("charset")) && !says(type, "charset*");
        return inline && !named && read;
    }

    /// Also in the ways of RFC 2231: `filename*`, `filename*0`.
    private static boolean says(ContentType value, String parameter) {
        return value.parameters().keySet().stream().anyMatch(name -> name.startsWith(parameter));
    }

    private static String value(HeaderBlock block, String name) {
        return block.first(name).map(field -> field.value()).orElse("");
    }

    private @Nullable PartCoding coding(String encoding) {
        boolean adds = !seenHtml;
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "7bit", "8bit", "binary" -> new PlainCoding(change, adds, out);
            case "quoted-printable" -> new QuotedCoding(change, adds, out);
            case "base64" -> new Base64Coding(change, adds, out);
            default -> null;
        };
    }

    /// The CRLF before a delimiter is the delimiter's (RFC 2046 §5.1.1), so each waits until it is
    /// known what follows.
    private void htmlLine() throws IOException {
        var part = coding;
        if (part == null) throw new IllegalStateException("HTML without an encoding");
        if (breakPending) part.lineBreak();
        breakPending =
                lineLength >= 2 && line[lineLength - 1] == '\n' && line[lineLength - 2] == '\r';
        part.line(line, 0, breakPending ? lineLength - 2 : lineLength);
    }

    private void endPart() throws IOException {
        if (coding != null) coding.finish();
        coding = null;
        if (breakPending) out.write("\r\n");
        breakPending = false;
    }

    /// Whether the line is a delimiter of this part or of one around it.
    private boolean endsPart() throws IOException {
        if (lineLength < 2 || line[0] != '-' || line[1] != '-') return false;
        int length = lineLength;
        while (length > 0 && isBlank(line[length - 1])) length--;
        for (int i = delimiters.size() - 1; i >= 0; i--) {
            var delimiter = delimiters.get(i);
            if (length < delimiter.length || !startsWith(delimiter)) continue;
            boolean closes =
                    length == delimiter.length + 2
                            && line[length - 2] == '-'
                            && line[length - 1] == '-';
            if (!closes && length != delimiter.length) continue;
            endPart();
            out.write(line, 0, lineLength);
            delimiters.subList(closes ? i : i + 1, delimiters.size()).clear();
            state = closes ? State.OTHER : State.HEADER;
            headerLength = 0;
            return true;
        }
        return false;
    }

    private boolean startsWith(byte[] prefix) {
        return Arrays.equals(line, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }
}
