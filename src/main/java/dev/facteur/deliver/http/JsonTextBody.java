package dev.facteur.deliver.http;

import dev.facteur.platform.http.HttpBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Another body, of ASCII, as it stands inside a JSON string (RFC 8259 §7), escaped as it is read.
///
/// @param length counted beforehand
public record JsonTextBody(HttpBody plain, long length) implements HttpBody {

    /// Reads the body once, to know its length.
    public static JsonTextBody of(HttpBody plain) throws IOException {
        long length = 0;
        try (var in = plain.open()) {
            var piece = new byte[8192];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                for (int i = 0; i < count; i++) length += escape(piece[i]).length();
            }
        }
        return new JsonTextBody(plain, length);
    }

    @Override
    public InputStream open() throws IOException {
        return new Escaping(plain.open());
    }

    private static String escape(byte b) {
        return switch (b) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            default -> b >= ' ' && b < 0x7f ? Character.toString(b) : "\\u%04x".formatted(b & 0xff);
        };
    }

    private static final class Escaping extends EncodedStream {
        Escaping(InputStream plain) {
            super(plain);
        }

        @Override
        byte[] next(InputStream plain) throws IOException {
            var text = new StringBuilder();
            for (byte b : plain.readNBytes(4096)) text.append(escape(b));
            return text.toString().getBytes(StandardCharsets.US_ASCII);
        }
    }
}
