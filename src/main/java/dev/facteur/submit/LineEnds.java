package dev.facteur.submit;

import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.StrictContent;
import java.io.IOException;

/// Turns the text of a program on this machine or of an HTTP client into the lines of a mail: LF
/// becomes CRLF, CRLF stays. SMTP never comes through here; there [StrictContent] refuses a bare
/// LF, and a line that is too long as it is refused here.
///
/// Used by one thread, one object a message. Knows nothing about headers.
public final class LineEnds {
    private static final int CAPACITY = 16_384;

    private final Sink sink;
    private final boolean strayReplaced;
    private final boolean dotEnds;
    private final byte[] buffer = new byte[CAPACITY];
    private int length;
    private int lineLength;
    private boolean afterCarriageReturn;
    private boolean lineStart = true;
    private boolean dotPending;
    private boolean ended;
    private boolean eightBit;

    /// Takes the converted bytes; the array is only lent for the call.
    @FunctionalInterface
    public interface Sink {
        void accept(byte[] bytes, int offset, int length) throws IOException, Rejected;
    }

    private LineEnds(Sink sink, boolean strayReplaced, boolean dotEnds) {
        this.sink = sink;
        this.strayReplaced = strayReplaced;
        this.dotEnds = dotEnds;
    }

    /// Refuses a CR that ends no line: two readers would disagree about what it is.
    public static LineEnds strict(Sink sink) {
        return new LineEnds(sink, false, false);
    }

    /// Makes a blank of a CR that ends no line, as Postfix does with the mail of local programs:
    /// whoever calls `mail()` in PHP has nobody to tell that a template has a stray CR in it.
    ///
    /// @param dotEnds whether a line with nothing but a dot ends the message, the rest being
    ///   ignored
    public static LineEnds lenient(Sink sink, boolean dotEnds) {
        return new LineEnds(sink, true, dotEnds);
    }

    public void write(byte[] bytes, int offset, int count) throws IOException, Rejected {
        for (int i = offset; i < offset + count && !ended; i++) take(bytes[i]);
    }

    /// Gives out what is left; the last line gets its CRLF when it lacks one.
    public void finish() throws IOException, Rejected {
        if (!ended) {
            if (afterCarriageReturn) stray();
            // A last line with a dot and no LF ends the message as well.
            if (!lineStart && !dotPending) endLine();
        }
        flush();
    }

    /// Whether the dot that ends a message was seen; what is written after it is ignored.
    public boolean ended() {
        return ended;
    }

    /// Whether a byte above 127 was among the content so far.
    public boolean eightBit() {
        return eightBit;
    }

    private void take(byte octet) throws IOException, Rejected {
        if (octet == '\n') {
            afterCarriageReturn = false;
            if (dotPending) {
                ended = true;
                return;
            }
            endLine();
            return;
        }
        if (afterCarriageReturn) stray();
        if (octet == '\r') {
            afterCarriageReturn = true;
            return;
        }
        if (octet == 0) throw new Rejected(550, "5.6.0", "The message contains a NUL byte");
        if (octet < 0) eightBit = true;
        releaseDot();
        if (dotEnds && lineStart && octet == '.') {
            dotPending = true;
            lineStart = false;
            return;
        }
        lineStart = false;
        content(octet);
    }

    private void stray() throws IOException, Rejected {
        if (!strayReplaced) {
            throw new Rejected(550, "5.6.0", "The message contains a CR that ends no line");
        }
        afterCarriageReturn = false;
        releaseDot();
        lineStart = false;
        content(' ');
    }

    private void releaseDot() throws IOException, Rejected {
        if (!dotPending) return;
        dotPending = false;
        content('.');
    }

    private void content(int octet) throws IOException, Rejected {
        if (++lineLength > StrictContent.MAX_LINE) {
            throw new Rejected(550, "5.6.0", "The message contains a line that is too long");
        }
        put(octet);
    }

    private void endLine() throws IOException, Rejected {
        put('\r');
        put('\n');
        lineStart = true;
        lineLength = 0;
    }

    private void put(int octet) throws IOException, Rejected {
        if (length == CAPACITY) flush();
        buffer[length++] = (byte) octet;
    }

    /// Gives out what has been taken so far.
    public void flush() throws IOException, Rejected {
        if (length > 0) sink.accept(buffer, 0, length);
        length = 0;
    }
}
