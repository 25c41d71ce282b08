package dev.facteur.platform.http;

import dev.facteur.platform.http.CallBroken.Stage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Calls to servers of others, for those who must know how far a call came when it breaks. Goes
/// straight to the address, never through a proxy; follows no redirection; repeats nothing by
/// itself. Connections are kept. Safe for use by many threads; blocks.
public final class RemoteCalls implements AutoCloseable {
    /// What an answer is usually cut off at.
    public static final int MAX_ANSWER_BYTES = 1 << 20;

    /// A link as slow as this still carries a large body in time.
    private static final long BYTES_A_SECOND = 64 << 10;

    private final HttpClient client;
    private final Duration patience;

    /// @param headers their names in lower case
    /// @param tls protocol and cipher suite, `""` in clear
    @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
    public record Answer(int status, Map<String, List<String>> headers, byte[] body, String tls) {}

    /// @param tls verifies servers
    /// @param connecting how long a connection may take
    /// @param patience for the answer, beyond the time that the body needs
    public RemoteCalls(SSLContext tls, Duration connecting, Duration patience) {
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(connecting)
                        .sslContext(tls)
                        .sslParameters(protocols())
                        .build();
        this.patience = patience;
    }

    private static SSLParameters protocols() {
        var parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        return parameters;
    }

    /// One call, at most once.
    ///
    /// @throws CallBroken when there was no complete answer in time, or one of more than a
    ///   megabyte, or the thread was interrupted; it stays so then
    public Answer call(String method, URI address, Map<String, String> headers, HttpBody body)
            throws CallBroken {
        return call(method, address, headers, body, MAX_ANSWER_BYTES);
    }

    /// The same with an answer of another size.
    public Answer call(
            String method,
            URI address,
            Map<String, String> headers,
            HttpBody body,
            int maxAnswerBytes)
            throws CallBroken {
        var sent = new CountedBody(body);
        var request = HttpRequest.newBuilder(address).method(method, sent);
        headers.forEach((name, value) -> request.header(name, checked(name, value)));
        var handler = BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxAnswerBytes);
        var pending = client.sendAsync(request.build(), handler);
        var limit = patience.plusSeconds(body.length() / BYTES_A_SECOND);
        try {
            return answer(pending.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new CallBroken(sent.stage(), late(limit));
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new CallBroken(sent.stage(), stopped(e));
        } catch (ExecutionException e) {
            throw broken(sent, e.getCause());
        }
    }

    /// The library quotes a value that it does not take, and the value may be a secret.
    private static String checked(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c >= 0x7f) {
                throw new IllegalArgumentException("a character that no header takes in " + name);
            }
        }
        return value;
    }

    private static IOException stopped(InterruptedException e) {
        var stopped = new InterruptedIOException("stopped while waiting");
        stopped.initCause(e);
        return stopped;
    }

    private static HttpTimeoutException late(Duration limit) {
        return new HttpTimeoutException("no answer within " + limit.toSeconds() + " seconds");
    }

    private static CallBroken broken(CountedBody sent, @Nullable Throwable failure) {
        var own = sent.unreadable();
        if (own != null) return new CallBroken(Stage.OWN, own);
        if (failure instanceof IOException io) return new CallBroken(sent.stage(), io);
        return new CallBroken(sent.stage(), new IOException(String.valueOf(failure), failure));
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        return new Answer(
                response.statusCode(),
                response.headers().map(),
                response.body(),
                response.sslSession().map(RemoteCalls::named).orElse(""));
    }

    private static String named(SSLSession session) {
        return session.getProtocol() + " " + session.getCipherSuite();
    }

    /// Stops at once; what is on its way breaks.
    @Override
    public void close() {
        client.shutdownNow();
    }
}
