package dev.facteur.protocol.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Writes replies (RFC 5321 §4.2.1), kept back until [#flush], so that the answers to a pipelined
/// group leave together. Used by one thread.
public final class ReplyWriter {
    private static final int MAX_PENDING = 8_192;

    private final OutputStream out;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(512);

    public ReplyWriter(OutputStream out) {
        this.out = out;
    }

    /// Whatever is not ASCII, such as an address that a text quotes, goes out as `?`.
    public void write(Reply reply) throws IOException {
        pending.writeBytes(reply.wire().getBytes(StandardCharsets.US_ASCII));
        if (pending.size() > MAX_PENDING) flush();
    }

    public void flush() throws IOException {
        if (pending.size() == 0) return;
        pending.writeTo(out);
        pending.reset();
        out.flush();
    }
}
