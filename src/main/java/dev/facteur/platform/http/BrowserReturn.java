package dev.facteur.platform.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Listener;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// The address on this machine to which a browser returns when a person has decided somewhere else
/// (RFC 8252 §7.3). Nobody but this machine reaches it; what does not bring the right state is
/// turned away, and does not end the waiting.
public final class BrowserReturn implements AutoCloseable {
    private static final int MOST_BYTES = 16_384;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Listener listener;
    private final BlockingQueue<Map<String, String>> returned = new ArrayBlockingQueue<>(1);

    private BrowserReturn(Listener listener) {
        this.listener = listener;
    }

    /// On a free port; nobody is answered before [#await].
    public static BrowserReturn open() throws IOException {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        return new BrowserReturn(Listener.open(new InetSocketAddress(loopback, 0)));
    }

    public int port() {
        return listener.port();
    }

    /// Waits for the browser that brings `state`, and shows it a page.
    ///
    /// @param page text for a person
    /// @return the parameters it brought; empty when none came in time
    public Optional<Map<String, String>> await(
            String state, String page, Instant until, Clock clock) throws InterruptedException {
        listener.serve("browser-return", socket -> answer(socket, state, page));
        return Optional.ofNullable(clock.poll(returned, until));
    }

    private void answer(Socket socket, String state, String page) throws IOException {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        var brought = parameters(requestLine(socket.getInputStream()));
        boolean ours =
                MessageDigest.isEqual(
                        brought.getOrDefault("state", "").getBytes(UTF_8), state.getBytes(UTF_8));
        say(socket, ours ? "200 OK" : "400 Bad Request", ours ? page : "?");
        if (ours) {
            var _ = returned.offer(brought);
        }
    }

    private static String requestLine(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < MOST_BYTES && head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) break;
            head.append((char) octet);
        }
        int end = head.indexOf("\r\n");
        return end < 0 ? "" : head.substring(0, end);
    }

    private static Map<String, String> parameters(String requestLine) {
        int start = requestLine.indexOf('?');
        int end = requestLine.lastIndexOf(' ');
        return requestLine.startsWith("GET ") && start >= 0 && start < end
                ? parsed(requestLine.substring(start + 1, end))
                : Map.of();
    }

    /// The parameters of a query; the first of each name counts.
    public static Map<String, String> parsed(String query) {
        var parameters = new HashMap<String, String>();
        for (var pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) continue;
            try {
                parameters.putIfAbsent(
                        URLDecoder.decode(pair.substring(0, equals), UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            } catch (IllegalArgumentException unreadable) {
                return Map.of();
            }
        }
        return parameters;
    }

    /// The address that is shown holds a code; it must not travel on from there.
    private static void say(Socket socket, String status, String text) throws IOException {
        var body = text.getBytes(UTF_8);
        var head =
                "HTTP/1.1 "
                        + status
                        + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                        + body.length
                        + "\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-store"
                        + "\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
        var out = socket.getOutputStream();
        out.write(head.getBytes(ISO_8859_1));
        out.write(body);
        out.flush();
    }

    @Override
    public void close() {
        listener.close();
    }
}
