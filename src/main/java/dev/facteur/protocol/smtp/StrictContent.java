package dev.facteur.protocol.smtp;

import dev.facteur.protocol.smtp.MalformedLine.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Lets message content through as long as it obeys the line discipline: every line ends in CRLF,
/// no bare CR, no bare LF, no NUL, no line over [#MAX_LINE]. After the first defect nothing more is
/// passed on, but reading goes on, so that the conversation stays in step.
///
/// One object a message; for BDAT it lives across the chunks, because a CR may end one chunk and
/// its LF begin the next.
public final class StrictContent implements SmtpInput.Sink {
    /// RFC 5321 §4.5.3.1.6 allows 998 bytes and CRLF. Web applications that hand over HTML in one
    /// piece exceed that by some kilobytes and receivers take it; beyond this it is an attachment
    /// that nobody encoded, which the next server would cut.
    public static final int MAX_LINE = 16_384;

    private final SmtpInput.Sink target;
    private final boolean dotted;
    private State state = State.LINE_START;
    private int lineLength;
    private int kept;
    private @Nullable Reason defect;

    private enum State {
        LINE_START,
        IN_LINE,
        AFTER_CR,
        AFTER_DOT,
        AFTER_DOT_CR,
        ENDED
    }

    private StrictContent(SmtpInput.Sink target, boolean dotted) {
        this.target = target;
        this.dotted = dotted;
    }

    /// For BDAT: the bytes are the content (RFC 3030 §2).
    public static StrictContent plain(SmtpInput.Sink target) {
        return new StrictContent(target, false);
    }

    /// For DATA: takes the stuffed dots away and ends at CRLF.CRLF (RFC 5321 §4.5.2).
    static StrictContent dotted(SmtpInput.Sink target) {
        return new StrictContent(target, true);
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) throws IOException {
        scan(bytes, offset, offset + length);
    }

    /// Ends content that came without an end mark. What lacks its last CRLF gets it, as DATA could
    /// not have carried it otherwise.
    public void finish() throws IOException {
        if (state == State.AFTER_CR) refuse(Reason.BARE_CR);
        if (defect == null && state == State.IN_LINE) {
            target.accept(new byte[] {'\r', '\n'}, 0, 2);
        }
        throwDefect();
    }

    void throwDefect() throws MalformedLine {
        if (defect != null) throw new MalformedLine(defect);
    }

    boolean ended() {
        return state == State.ENDED;
    }

    /// Takes bytes until `to` or until the content has ended; returns where it stopped.
    int scan(byte[] bytes, int from, int to) throws IOException {
        int position = from;
        kept = from;
        while (position < to && state != State.ENDED) {
            position =
                    switch (state) {
                        case LINE_START -> atLineStart(bytes, position);
                        case IN_LINE -> inLine(bytes, position, to);
                        case AFTER_CR -> afterCarriageReturn(bytes, position);
                        case AFTER_DOT -> afterDot(bytes, position);
                        case AFTER_DOT_CR -> afterDotCarriageReturn(bytes, position);
                        case ENDED -> position;
                    };
        }
        pass(bytes, position);
        return position;
    }

    private int atLineStart(byte[] bytes, int position) throws IOException {
        lineLength = 0;
        if (!dotted || bytes[position] != '.') {
            state = State.IN_LINE;
            return position;
        }
        pass(bytes, position);
        kept = position + 1;
        state = State.AFTER_DOT;
        return position + 1;
    }

    private int inLine(byte[] bytes, int position, int to) {
        int stop = Octets.skipOrdinary(bytes, position, to);
        lineLength += stop - position;
        if (lineLength > MAX_LINE) refuse(Reason.TOO_LONG);
        if (stop == to) return stop;
        switch (bytes[stop]) {
            case '\r' -> state = State.AFTER_CR;
            case '\n' -> refuse(Reason.BARE_LF);
            case 0 -> refuse(Reason.NUL);
            default -> lineLength++;
        }
        return stop + 1;
    }

    private int afterCarriageReturn(byte[] bytes, int position) {
        if (bytes[position] == '\n') {
            state = State.LINE_START;
            return position + 1;
        }
        refuse(Reason.BARE_CR);
        state = State.IN_LINE;
        return position;
    }

    private int afterDot(byte[] bytes, int position) {
        if (bytes[position] != '\r') {
            state = State.IN_LINE;
            return position;
        }
        kept = position + 1;
        state = State.AFTER_DOT_CR;
        return position + 1;
    }

    private int afterDotCarriageReturn(byte[] bytes, int position) {
        if (bytes[position] == '\n') {
            kept = position + 1;
            state = State.ENDED;
            return position + 1;
        }
        refuse(Reason.BARE_CR);
        state = State.IN_LINE;
        return position;
    }

    private void refuse(Reason reason) {
        if (defect == null) defect = reason;
    }

    /// Hands on what was kept up to `end`. The line that turns out defective may have gone in part;
    /// the message is refused as a whole, so nobody sees it.
    private void pass(byte[] bytes, int end) throws IOException {
        if (defect == null && end > kept) target.accept(bytes, kept, end - kept);
        kept = end;
    }
}
