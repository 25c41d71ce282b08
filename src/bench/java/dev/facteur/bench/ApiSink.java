package dev.facteur.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One client of a provider's HTTP API, whose calls are all taken: whoever the provider is, it says
/// that it has the mail. As cheap as HTTP/1.1 can be had. Runs on one virtual thread.
final class ApiSink {
    private static final int MOST_HEADERS = 100;
    private static final String TAKEN = "{\"id\":\"taken\",\"message\":\"Queued. Thank you.\"}";

    private final Sink sink;
    private final InputStream in;
    private final Socket client;

    ApiSink(Sink sink, Socket client) throws IOException {
        this.sink = sink;
        this.client = client;
        this.in = new BufferedInputStream(client.getInputStream(), 1 << 16);
    }

    void run() throws IOException {
        var answer =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                        + TAKEN.length()
                        + "\r\n\r\n"
                        + TAKEN;
        var bytes = answer.getBytes(ISO_8859_1);
        for (var line = line(); line != null; line = line()) {
            var body = new String(in.readNBytes(length()), ISO_8859_1);
            var number = numberIn(body);
            if (number != null) take(number, body.contains("DKIM-Signature:"));
            client.getOutputStream().write(bytes);
        }
    }

    private void take(int number, boolean signed) throws IOException {
        try {
            sink.take(number, signed);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
    }

    /// Reads the header; its body's length.
    private int length() throws IOException {
        int length = 0;
        for (int i = 0; i < MOST_HEADERS; i++) {
            var line = line();
            if (line == null || line.isEmpty()) return length;
            var field = line.toLowerCase(Locale.ROOT);
            if (field.startsWith("content-length:")) {
                length = Integer.parseInt(field.substring(field.indexOf(':') + 1).strip());
            }
        }
        throw new IOException("more header lines than anybody sends");
    }

    /// Without its end; null when the client has hung up.
    private @Nullable String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) return null;
            if (octet != '\r') line.append((char) octet);
        }
        return line.toString();
    }

    /// The digits before the recipient's domain, wherever the provider wants them.
    private static @Nullable Integer numberIn(String body) {
        int at = body.indexOf("@" + Letter.RECIPIENTS);
        int from = at;
        while (from > 0 && Character.isDigit(body.charAt(from - 1))) from--;
        return from == at ? null : Integer.valueOf(body.substring(from, at));
    }
}
