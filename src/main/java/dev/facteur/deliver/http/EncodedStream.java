package dev.facteur.deliver.http;

import java.io.IOException;
import java.io.InputStream;

/// A stream in another encoding, made of it a piece at a time. Used by one thread.
abstract class EncodedStream extends InputStream {
    private final InputStream plain;
    private byte[] piece = new byte[0];
    private int position;

    /// @param plain what is encoded; closed with this
    EncodedStream(InputStream plain) {
        this.plain = plain;
    }

    /// The next bytes, encoded; none at the end.
    abstract byte[] next(InputStream plain) throws IOException;

    @Override
    public int read() throws IOException {
        return fill() ? piece[position++] : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) return 0;
        if (!fill()) return -1;
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, into, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (position < piece.length) return true;
        piece = next(plain);
        position = 0;
        return piece.length > 0;
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
