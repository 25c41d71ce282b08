package dev.facteur.submit.maildrop;

import dev.facteur.mail.Envelope;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.submit.LineEnds;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Reads a local program's message: first the header, then the body as a stream. Used by one
/// thread.
final class MessageReader {
    private static final int BUFFER = 65_536;

    private final InputStream in;
    private final LineEnds lines;
    private final HeaderLines header = new HeaderLines();
    private @Nullable OutputStream body;
    private boolean endOfInput;

    MessageReader(InputStream in, boolean dotIsContent) {
        this.in = in;
        this.lines = LineEnds.lenient(this::take, !dotIsContent);
    }

    /// The header's fields as they came, lines ending in CRLF.
    byte[] readHeader() throws IOException, Rejected {
        while (!header.found() && !endOfInput) readSome();
        return header.fields();
    }

    /// Writes the body, and tells whether it or the header goes beyond ASCII.
    Envelope.Body copyBody(OutputStream out) throws IOException, Rejected {
        body = out;
        out.write(header.restOfBody());
        while (!endOfInput) readSome();
        return lines.eightBit() ? Envelope.Body.EIGHT_BIT : Envelope.Body.SEVEN_BIT;
    }

    private void readSome() throws IOException, Rejected {
        var buffer = new byte[BUFFER];
        int count = in.read(buffer);
        if (count > 0) lines.write(buffer, 0, count);
        if (count < 0 || lines.ended()) {
            endOfInput = true;
            lines.finish();
        } else if (body == null) {
            lines.flush();
        }
    }

    private void take(byte[] bytes, int offset, int length) throws IOException, Rejected {
        var out = body;
        if (out == null) header.take(bytes, offset, length);
        else out.write(bytes, offset, length);
    }
}
