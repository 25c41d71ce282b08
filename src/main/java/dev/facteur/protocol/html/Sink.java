package dev.facteur.protocol.html;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Gathers what comes in single bytes, and gives it out in pieces. For one thread.
final class Sink {
    private static final int PIECE = 8 * 1024;

    private final OutputStream out;
    private final byte[] piece = new byte[PIECE];
    private int length;

    Sink(OutputStream out) {
        this.out = out;
    }

    void write(byte[] bytes, int from, int to) throws IOException {
        int count = to - from;
        if (count > piece.length - length) flush();
        if (count > piece.length) {
            out.write(bytes, from, count);
            return;
        }
        System.arraycopy(bytes, from, piece, length, count);
        length += count;
    }

    void write(byte octet) throws IOException {
        if (length == piece.length) flush();
        piece[length++] = octet;
    }

    /// @param text ASCII
    void write(String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        write(bytes, 0, bytes.length);
    }

    void flush() throws IOException {
        if (length > 0) out.write(piece, 0, length);
        length = 0;
    }
}
