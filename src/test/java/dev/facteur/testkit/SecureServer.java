package dev.facteur.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/// An HTTPS server on a loopback port that answers every request in the same way, byte by byte as a
/// test writes it down.
public final class SecureServer implements AutoCloseable {
    private final ServerSocket door;
    private final AtomicReference<Answer> answer = new AtomicReference<>(_ -> {});
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

    /// What is written to a client.
    @FunctionalInterface
    public interface Answer {
        void to(OutputStream client) throws IOException;
    }

    /// @param head request line and headers
    @SuppressWarnings("ArrayRecordComponent") // Read, never compared.
    public record Request(String head, byte[] body) {}

    public SecureServer(SSLContext context) throws IOException {
        this.door =
                context.getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    public int port() {
        return door.getLocalPort();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public SecureServer answering(Answer next) {
        answer.set(next);
        return this;
    }

    /// A whole answer.
    public SecureServer answering(String status, String contentType, String body) {
        var bytes = body.getBytes(UTF_8);
        return answering(client -> {
            var head =
                    "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                            .formatted(status, contentType, bytes.length);
            client.write(head.getBytes(UTF_8));
            client.write(bytes);
        });
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            requests.add(read(new BufferedInputStream(client.getInputStream())));
            answer.get().to(client.getOutputStream());
            client.getOutputStream().flush();
        } catch (IOException _) {
            // The client did not want it.
        }
    }

    private static Request read(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) throw new IOException("the request breaks off");
            head.append((char) next);
        }
        int length = 0;
        for (var line : head.toString().split("\r\n")) {
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        return new Request(
                new String(head.toString().getBytes(ISO_8859_1), UTF_8), in.readNBytes(length));
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
