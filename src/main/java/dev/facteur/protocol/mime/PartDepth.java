package dev.facteur.protocol.mime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts the MIME parts of a mail while it streams by, and how deep they lie in one another (RFC
/// 2046 §5.1), so that no mail is accepted whose structure would exhaust a reader further on.
///
/// Takes the mail from the first byte of its header, in pieces of any size. Keeps one line, one
/// field and one boundary a level, never the mail; does not recurse. Once [#excess] is not null,
/// further bytes are ignored. For one thread.
public final class PartDepth {
    public static final int MAX_DEPTH = 50;
    public static final int MAX_PARTS = 1_000;

    /// RFC 5322 §2.1.1; of longer lines only the beginning is looked at.
    private static final int MAX_LINE = 1_000;

    private static final int MAX_FIELD = 8 * 1024;

    private final byte[] line = new byte[MAX_LINE];
    private int lineLength;
    private boolean skipsLine;
    private boolean inHeader = true;
    private final StringBuilder contentType = new StringBuilder();
    private boolean inContentType;
    private final List<Level> levels = new ArrayList<>();
    private int parts;
    private @Nullable String excess;

    /// What the parts seen now lie in.
    ///
    /// @param delimiter `--boundary`, empty for a message inside a part
    /// @param digest whether parts without Content-Type are messages (RFC 2046 §5.1.5)
    @SuppressWarnings("ArrayRecordComponent") // Never leaves this class, never compared.
    private record Level(byte[] delimiter, boolean digest) {}

    /// What is too much about this mail, in words for its sender; null while all is well.
    public @Nullable String excess() {
        return excess;
    }

    public int parts() {
        return parts;
    }

    /// Takes the next bytes of the mail.
    public void accept(byte[] bytes, int offset, int length) {
        int position = offset;
        int end = offset + length;
        while (position < end && excess == null) {
            if (!inHeader && levels.isEmpty()) return;
            if (!inHeader && lineLength == 0 && bytes[position] != '-') skipsLine = true;
            int lineFeed = LineFeeds.next(bytes, position, end);
            int next = lineFeed < 0 ? end : lineFeed + 1;
            if (!skipsLine) gather(bytes, position, next);
            if (lineFeed >= 0) {
                if (!skipsLine) endLine();
                skipsLine = false;
                lineLength = 0;
            }
            position = next;
        }
    }

    private void gather(byte[] bytes, int from, int to) {
        int count = Math.min(to - from, line.length - lineLength);
        System.arraycopy(bytes, from, line, lineLength, count);
        lineLength += count;
    }

    private void endLine() {
        while (lineLength > 0 && isBlank(line[lineLength - 1])) lineLength--;
        if (lineLength >= 2 && line[0] == '-' && line[1] == '-' && endsPart()) return;
        if (inHeader) headerLine();
    }

    /// Whether the line is a delimiter of this level or of one around it.
    private boolean endsPart() {
        for (int i = levels.size() - 1; i >= 0; i--) {
            var delimiter = levels.get(i).delimiter;
            if (delimiter.length == 0 || !lineStartsWith(delimiter)) continue;
            if (lineLength == delimiter.length) {
                levels.subList(i + 1, levels.size()).clear();
                beginPart();
                return true;
            }
            boolean closing =
                    lineLength == delimiter.length + 2
                            && line[lineLength - 2] == '-'
                            && line[lineLength - 1] == '-';
            if (closing) {
                levels.subList(i, levels.size()).clear();
                inHeader = false;
                return true;
            }
        }
        return false;
    }

    /// Lines can be made to differ from the delimiter of every level in their last byte only, so
    /// this has to be quick.
    private boolean lineStartsWith(byte[] prefix) {
        return lineLength >= prefix.length
                && Arrays.equals(line, 0, prefix.length, prefix, 0, prefix.length);
    }

    private void beginPart() {
        if (++parts > MAX_PARTS) excess = "the mail has more than " + MAX_PARTS + " parts";
        beginHeader();
    }

    private void beginHeader() {
        inHeader = true;
        inContentType = false;
        contentType.setLength(0);
    }

    private void headerLine() {
        if (lineLength == 0) {
            endHeader();
            return;
        }
        if (line[0] == ' ' || line[0] == '\t') {
            if (inContentType) keep(0);
            return;
        }
        int colon = 0;
        while (colon < lineLength && line[colon] != ':') colon++;
        var name = new String(line, 0, colon, StandardCharsets.ISO_8859_1).strip();
        inContentType = contentType.isEmpty() && name.equalsIgnoreCase("Content-Type");
        if (inContentType) keep(colon + 1);
    }

    private void keep(int from) {
        if (contentType.length() + lineLength > MAX_FIELD || from >= lineLength) return;
        contentType.append(new String(line, from, lineLength - from, StandardCharsets.ISO_8859_1));
    }

    private void endHeader() {
        inHeader = false;
        var type = ContentType.parse(contentType.toString());
        boolean digest = !levels.isEmpty() && levels.getLast().digest;
        if (type.isMessage() || (digest && contentType.isEmpty())) {
            enter(new Level(new byte[0], false));
            beginHeader();
        } else if (type.isMultipart() && !type.boundary().isEmpty()) {
            var delimiter = "--" + type.boundary();
            enter(new Level(delimiter.getBytes(StandardCharsets.ISO_8859_1), type.isDigest()));
        }
    }

    private void enter(Level level) {
        levels.add(level);
        if (levels.size() > MAX_DEPTH) {
            excess = "the mail has more than " + MAX_DEPTH + " parts inside one another";
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    /// Finds line ends eight bytes at a time; most of a mail is attachments we only pass over.
    private static final class LineFeeds {
        private static final VarHandle LONGS =
                MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
        private static final long ONES = 0x0101010101010101L;
        private static final long HIGHS = 0x8080808080808080L;

        static int next(byte[] bytes, int from, int to) {
            int i = from;
            for (; i + Long.BYTES <= to; i += Long.BYTES) {
                // A byte of `differs` is zero where the input has a line feed.
                long differs = (long) LONGS.get(bytes, i) ^ (ONES * '\n');
                long zeros = (differs - ONES) & ~differs & HIGHS;
                if (zeros != 0) return i + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
            for (; i < to; i++) {
                if (bytes[i] == '\n') return i;
            }
            return -1;
        }
    }
}
