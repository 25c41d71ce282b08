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

    private static final class Encoding extends EncodedStream {
        Encoding(InputStream plain) {
            super(plain);
        }

        @Override
        byte[] next(InputStream plain) throws IOException {
            return Base64.getEncoder().encode(plain.readNBytes(PIECE));
        }
    }
}
