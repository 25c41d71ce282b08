package dev.facteur.deliver.http;

import dev.facteur.platform.http.HttpBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;

/// Another body in base 64 (RFC 4648 §4), encoded as it is read.
public record Base64Body(HttpBody plain) implements HttpBody {
    /// A multiple of three, so that only the last piece is padded.
    private static final int PIECE = 3 * 4096;

    @Override
    public long length() {
        return (plain.length() + 2) / 3 * 4;
    }

    @Override
    public InputStream open() throws IOException {
        return new Encoding(plain.open());
    }

    private static final class Encoding extends InputStream {
        private final InputStream in;
        private byte[] piece = new byte[0];
        private int position;

        Encoding(InputStream in) {
            this.in = in;
        }

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
            piece = Base64.getEncoder().encode(in.readNBytes(PIECE));
            position = 0;
            return piece.length > 0;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
