package dev.facteur.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.Threads;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The HTTP API of a provider on a loopback port, one call a connection, that answers as it is
/// told: also not at all.
public final class ProviderServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Function<Call, @Nullable String> answers;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param headers their names in lower case
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Call(String line, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, UTF_8);
        }
    }

    private ProviderServer(ServerSocket socket, Function<Call, @Nullable String> answers) {
        this.socket = socket;
        this.answers = answers;
    }

    /// @param answers made by [#answer], [#SILENCE], or null to hang up
    public static ProviderServer that(Function<Call, @Nullable String> answers) {
        try {
            var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            var server = new ProviderServer(socket, answers);
            Threads.virtual("provider", server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An answer that is never given, over a connection that stays.
    public static final String SILENCE = "";

    public static String answer(int status, String body, String... headers) {
        var lines = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
        for (var header : headers) lines.append(header).append("\r\n");
        return lines.append("Connection: close\r\nContent-Length: ")
                .append(body.getBytes(UTF_8).length)
                .append("\r\n\r\n")
                .append(body)
                .toString();
    }

    public String base() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /// Those that were heard in full, in their order.
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                Threads.virtual("provider-call", () -> serve(client));
            } catch (IOException over) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var call = read(new BufferedInputStream(client.getInputStream()));
            calls.add(call);
            var answer = answers.apply(call);
            if (answer == null) return;
            if (answer.equals(SILENCE)) closed.await();
            client.getOutputStream().write(answer.getBytes(UTF_8));
            client.getOutputStream().flush();
        } catch (IOException gone) {
            // The caller hung up, which is his right.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Call read(InputStream in) throws IOException {
        var line = line(in);
        var headers = new HashMap<String, String>();
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Call(line, headers, in.readNBytes(length));
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            if (octet != '\r') line.write(octet);
        }
        return line.toString(ISO_8859_1);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
