package dev.facteur.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The small HTTP client: one call at a time, blocking, everything limited. Goes straight to the
/// address, never through a proxy, and follows no redirection. Safe for use by many threads.
public final class HttpCalls implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int MAX_ANSWER_BYTES = 20_000_000;

    private final HttpClient client;
    private final Duration patience;

    /// @param body as UTF-8 text
    public record Answer(int status, String body) {
        public boolean ok() {
            return status >= 200 && status < 300;
        }
    }

    /// @param tls for `https`; null trusts the system's authorities
    /// @param patience for the whole answer
    public HttpCalls(@Nullable SSLContext tls, Duration patience) {
        var builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT);
        if (tls != null) builder.sslContext(tls);
        this.client = builder.build();
        this.patience = patience;
    }

    /// @param body null for none
    /// @throws IOException when there was no complete answer in time
    public Answer call(
            String method, URI address, Map<String, String> headers, byte @Nullable [] body)
            throws IOException {
        var request =
                HttpRequest.newBuilder(address)
                        .timeout(patience)
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            var response = client.send(request.build(), BodyHandlers.ofInputStream());
            return new Answer(response.statusCode(), read(response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var stopped = new InterruptedIOException("stopped while waiting for an answer");
            stopped.initCause(e);
            throw stopped;
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static String read(InputStream body) throws IOException {
        try (body) {
            var bytes = body.readNBytes(MAX_ANSWER_BYTES + 1);
            if (bytes.length > MAX_ANSWER_BYTES) throw new IOException("the answer is too large");
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
