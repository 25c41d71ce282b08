package dev.facteur.protocol.smtp;

import dev.facteur.protocol.smtp.MalformedLine.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The one strict CRLF framer, for both sides of SMTP: command lines, reply lines, DATA and BDAT.
///
/// A line ends in CRLF and in nothing else (RFC 5321 §2.3.8). Bytes are read ahead into a buffer of
/// its own, so after STARTTLS a new one must be made over the encrypted stream, and bytes that
/// [#hasBuffered] then still shows in the old one must never be used. Used by one thread.
public final class SmtpInput {
    /// The longest line that can be asked for.
    public static final int MAX_LIMIT = 16_000;

    private static final int CAPACITY = 16_384;
    private static final int NO_LINE = -1;

    private final InputStream in;
    private final byte[] buffer = new byte[CAPACITY];
    private int position;
    private int end;

    public SmtpInput(InputStream in) {
        this.in = in;
    }

    /// Takes content as it arrives; the array is only lent for the call.
    @FunctionalInterface
    public interface Sink {
        void accept(byte[] bytes, int offset, int length) throws IOException;
    }

    /// Whether bytes are here that have not been asked for. Says nothing about what waits in the
    /// socket.
    public boolean hasBuffered() {
        return position < end;
    }

    /// The next line without its CRLF, as UTF-8, or where it is not UTF-8 as ISO-8859-1, so that
    /// anything a peer says can be quoted.
    ///
    /// @param limit most bytes without CRLF, at most [#MAX_LIMIT]
    /// @return null at the end of the stream
    /// @throws MalformedLine for a bare CR, bare LF, NUL or a longer line. A line that is only too
    ///   long has been read to its end, so the conversation may go on; after the others it must not
    /// @throws EOFException when the stream ends inside the line
    public @Nullable String readLine(int limit) throws IOException {
        int length = findLine(limit);
        if (length == NO_LINE) return null;
        String line;
        try {
            line = decode(length);
        } catch (CharacterCodingException _) {
            line = new String(buffer, position, length, StandardCharsets.ISO_8859_1);
        }
        position += length + 2;
        return line;
    }

    /// As [#readLine], but a line that is not UTF-8 is malformed too; the conversation may go on
    /// after it.
    public @Nullable String readUtf8Line(int limit) throws IOException {
        int length = findLine(limit);
        if (length == NO_LINE) return null;
        try {
            return decode(length);
        } catch (CharacterCodingException _) {
            throw new MalformedLine(Reason.NOT_UTF8);
        } finally {
            position += length + 2;
        }
    }

    /// The content that follows a 354, dots taken away, up to CRLF.CRLF and nothing else (RFC 5321
    /// §4.1.1.4).
    ///
    /// @throws MalformedLine for a defect in the content, only after all of it has been read away:
    ///   the refusal can be answered and the next command is the client's next command
    /// @throws EOFException when the stream ends before the content does
    public void readData(Sink sink) throws IOException {
        var content = StrictContent.dotted(sink);
        while (!content.ended()) {
            if (position == end) fill();
            position = content.scan(buffer, position, end);
        }
        content.throwDefect();
    }

    /// Exactly `count` bytes, as they are (RFC 3030 §2). The sink for a message's chunks is one
    /// [StrictContent#plain].
    public void readChunk(long count, Sink sink) throws IOException {
        long left = count;
        while (left > 0) {
            if (position == end) fill();
            int length = (int) Math.min(left, end - position);
            sink.accept(buffer, position, length);
            position += length;
            left -= length;
        }
    }

    private int findLine(int limit) throws IOException {
        if (limit > MAX_LIMIT) throw new IllegalArgumentException("line limit " + limit);
        int length = 0;
        while (true) {
            length = Octets.skipOrdinary(buffer, position + length, end) - position;
            if (length > limit) throw tooLong();
            if (position + length + 1 < end) {
                if (endsLine(position + length)) return length;
                length++;
            } else if (position + length < end && isBare(position + length)) {
                throw defect(position + length);
            } else if (!tryFill()) {
                if (position == end) return NO_LINE;
                throw new EOFException("the connection ended inside a line");
            }
        }
    }

    /// Whether CRLF stands at `at`, which has a byte after it; false for a harmless control
    /// character such as a tab.
    private boolean endsLine(int at) throws MalformedLine {
        if (buffer[at] == '\r' && buffer[at + 1] == '\n') return true;
        if (buffer[at] == '\r' || isBare(at)) throw defect(at);
        return false;
    }

    private boolean isBare(int at) {
        return buffer[at] == '\n' || buffer[at] == 0;
    }

    private MalformedLine defect(int at) {
        return new MalformedLine(
                switch (buffer[at]) {
                    case '\r' -> Reason.BARE_CR;
                    case '\n' -> Reason.BARE_LF;
                    default -> Reason.NUL;
                });
    }

    private MalformedLine tooLong() throws IOException {
        boolean afterCarriageReturn = false;
        while (true) {
            if (position == end) fill();
            byte octet = buffer[position++];
            if (afterCarriageReturn && octet == '\n') return new MalformedLine(Reason.TOO_LONG);
            afterCarriageReturn = octet == '\r';
        }
    }

    private String decode(int length) throws CharacterCodingException {
        for (int i = position; i < position + length; i++) {
            if (buffer[i] < 0) {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(buffer, position, length))
                        .toString();
            }
        }
        return new String(buffer, position, length, StandardCharsets.ISO_8859_1);
    }

    private void fill() throws IOException {
        if (!tryFill()) throw new EOFException("the connection ended inside the content");
    }

    /// Reads what there is, at least one byte; false at the end of the stream.
    private boolean tryFill() throws IOException {
        if (position == end) {
            position = 0;
            end = 0;
        } else if (end == CAPACITY) {
            System.arraycopy(buffer, position, buffer, 0, end - position);
            end -= position;
            position = 0;
        }
        int count = in.read(buffer, end, CAPACITY - end);
        if (count <= 0) return false;
        end += count;
        return true;
    }
}
