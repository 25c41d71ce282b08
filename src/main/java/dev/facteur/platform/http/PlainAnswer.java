package dev.facteur.platform.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// An answer of HTTP/1.1, read from a connection that carries no other.
///
/// @param headers names in lower case; of a name that stands twice the first value
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
public record PlainAnswer(int status, Map<String, String> headers, byte[] body) {
    private static final int MAX_LINE = 8192;
    private static final int MAX_HEADERS = 100;

    /// Answers to nothing we asked, such as 103.
    private static final int MAX_INTERIM = 5;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,8})[ \\t]*(?:;.*)?");

    public boolean ok() {
        return status >= 200 && status < 300;
    }

    /// Reads to the end of the body.
    ///
    /// @throws IOException when the answer breaks off, is none, or has a larger body
    public static PlainAnswer read(InputStream in, int maxBytes) throws IOException {
        for (int interim = 0; interim < MAX_INTERIM; interim++) {
            var line = STATUS.matcher(line(in));
            if (!line.matches()) throw new IOException("the answer is not HTTP");
            int status = Integer.parseInt(line.group(1));
            var headers = headers(in);
            if (status >= 200) return new PlainAnswer(status, headers, body(in, headers, maxBytes));
        }
        throw new IOException("the answer never begins");
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        var headers = new HashMap<String, String>();
        for (int count = 0; count <= MAX_HEADERS; count++) {
            var line = line(in);
            if (line.isEmpty()) return headers;
            int colon = line.indexOf(':');
            if (colon <= 0) throw new IOException("the answer has a header that is none");
            var name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.putIfAbsent(name, line.substring(colon + 1).strip());
        }
        throw new IOException("the answer has too many headers");
    }

    private static byte[] body(InputStream in, Map<String, String> headers, int maxBytes)
            throws IOException {
        var coding = headers.get("transfer-encoding");
        if (coding != null) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new IOException("the answer comes in an encoding that is not known");
            }
            return chunks(in, maxBytes);
        }
        var length = headers.get("content-length");
        if (length == null) return limited(in.readNBytes(maxBytes + 1), maxBytes);
        if (!length.matches("[0-9]{1,18}")) throw new IOException("the answer has no length");
        if (Long.parseLong(length) > maxBytes) throw tooLarge(maxBytes);
        return exactly(in, Integer.parseInt(length));
    }

    private static byte[] chunks(InputStream in, int maxBytes) throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            var head = CHUNK.matcher(line(in));
            if (!head.matches()) throw new IOException("the answer has a chunk that is none");
            long size = Long.parseLong(head.group(1), 16);
            // What follows the last chunk is not needed: the connection ends here.
            if (size == 0) return body.toByteArray();
            if (body.size() + size > maxBytes) throw tooLarge(maxBytes);
            body.writeBytes(exactly(in, (int) size));
            if (!line(in).isEmpty()) throw new IOException("the answer has a chunk without end");
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) throw new EOFException("the answer breaks off");
        return bytes;
    }

    private static byte[] limited(byte[] bytes, int maxBytes) throws IOException {
        if (bytes.length > maxBytes) throw tooLarge(maxBytes);
        return bytes;
    }

    private static IOException tooLarge(int maxBytes) {
        return new IOException("the answer is larger than " + maxBytes + " bytes");
    }

    private static String line(InputStream in) throws IOException {
        var line = new byte[MAX_LINE];
        for (int length = 0; length < MAX_LINE; length++) {
            int read = in.read();
            if (read < 0) throw new EOFException("the answer breaks off");
            if (read == '\n') {
                int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                return new String(Arrays.copyOf(line, end), ISO_8859_1);
            }
            line[length] = (byte) read;
        }
        throw new IOException("the answer has a line that is too long");
    }
}
