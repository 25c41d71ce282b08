package dev.facteur.protocol.smtp;

import dev.facteur.protocol.smtp.MalformedLine.Reason;
import java.io.IOException;
import java.io.OutputStream;

/// Writes message content as DATA wants it: a line that begins with a dot gets another one (RFC
/// 5321 §4.5.2), and CRLF.CRLF ends it. Never lets a bare CR or LF out: content with one breaks off
/// with [MalformedLine], and the connection must then be closed, because the peer waits for more.
///
/// Copies in runs, so the stream below should buffer. Used by one thread, one object a message.
public final class DotStuffer {
    private static final byte[] DOT = {'.'};
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] END = {'.', '\r', '\n'};

    private final OutputStream out;
    private boolean lineStart = true;
    private boolean afterCarriageReturn;

    public DotStuffer(OutputStream out) {
        this.out = out;
    }

    public void write(byte[] bytes, int offset, int length) throws IOException {
        int to = offset + length;
        int written = offset;
        int position = offset;
        while (position < to) {
            if (afterCarriageReturn) {
                if (bytes[position] != '\n') throw new MalformedLine(Reason.BARE_CR);
                afterCarriageReturn = false;
                lineStart = true;
                position++;
                continue;
            }
            if (lineStart && bytes[position] == '.') {
                out.write(bytes, written, position - written);
                out.write(DOT);
                written = position;
            }
            lineStart = false;
            position = Octets.skipOrdinary(bytes, position, to);
            if (position < to) refuseBare(bytes[position++]);
        }
        out.write(bytes, written, to - written);
    }

    /// Ends the content; adds the last line's CRLF where it is missing. Does not flush.
    public void finish() throws IOException {
        if (afterCarriageReturn) throw new MalformedLine(Reason.BARE_CR);
        if (!lineStart) out.write(CRLF);
        out.write(END);
    }

    private void refuseBare(byte octet) throws MalformedLine {
        if (octet == '\n') throw new MalformedLine(Reason.BARE_LF);
        if (octet == 0) throw new MalformedLine(Reason.NUL);
        afterCarriageReturn = octet == '\r';
    }
}
