package dev.facteur.cli;

import dev.facteur.platform.SystemClock;
import dev.facteur.platform.http.HttpCalls;
import dev.facteur.platform.tls.ClientTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Questions to the REST API. Uses the JDK's old HTTP client, which is ready within 40 ms where the
/// new one takes more than half a second.
final class Api {
    private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private static final int ANSWER_MILLIS = (int) Duration.ofSeconds(60).toMillis();
    private static final int LONG_ANSWER_MILLIS = (int) Duration.ofMinutes(15).toMillis();
    private static final int MAX_ANSWER_BYTES = 50_000_000;

    private final Desk desk;
    private final GatewayAddress gateway;
    private int answerMillis = ANSWER_MILLIS;

    Api(Desk desk, GatewayAddress gateway) {
        this.desk = desk;
        this.gateway = gateway;
    }

    /// For questions that read all of a long history.
    Api patient() {
        answerMillis = LONG_ANSWER_MILLIS;
        return this;
    }

    /// A path with its variable parts made safe: `path("/v1/sites/", name)`.
    static String path(String fixed, String... parts) {
        var path = new StringBuilder(fixed);
        for (int i = 0; i < parts.length; i++) {
            path.append(i % 2 == 0 ? encoded(parts[i]) : parts[i]);
        }
        return path.toString();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode get(String path) throws Failure {
        return send("GET", path, null);
    }

    JsonNode post(String path, @Nullable JsonNode body) throws Failure {
        return send("POST", path, Sent.of(body));
    }

    /// Bytes that say themselves what they are.
    JsonNode postBytes(String path, byte[] bytes) throws Failure {
        return send("POST", path, new Sent("application/octet-stream", bytes));
    }

    /// A complete mail as it is.
    JsonNode postMail(String path, byte[] mail) throws Failure {
        return send("POST", path, new Sent("message/rfc822", mail));
    }

    JsonNode put(String path, JsonNode body) throws Failure {
        return send("PUT", path, Sent.of(body));
    }

    /// Changes what stands at another path, unless somebody else changes it meanwhile.
    JsonNode put(String path, JsonNode body, String of) throws Failure {
        return send("PUT", path, Sent.of(body), tag(ask("GET", of, null, Map.of())));
    }

    JsonNode patch(String path, JsonNode body) throws Failure {
        return send("PATCH", path, Sent.of(body), tag(ask("GET", path, null, Map.of())));
    }

    /// Puts what is made of what is there: a null node where there is nothing yet.
    JsonNode edit(String path, UnaryOperator<JsonNode> change) throws Failure {
        var before = ask("GET", path, null, Map.of());
        boolean fresh = before.status() == 404;
        if (!fresh) before = checked(before);
        var known = fresh ? JsonNodeFactory.instance.nullNode() : before.json();
        var condition = fresh ? Map.of("If-None-Match", "*") : tag(before);
        return send("PUT", path, Sent.of(change.apply(known)), condition);
    }

    private Map<String, String> tag(Answer read) throws Failure {
        var tag = checked(read).tag();
        return tag.isEmpty() ? Map.of() : Map.of("If-Match", tag);
    }

    JsonNode delete(String path) throws Failure {
        return send("DELETE", path, null);
    }

    /// @return the answer's JSON; a null node when there is none, and a text for CSV
    private JsonNode send(String method, String path, @Nullable Sent body) throws Failure {
        return send(method, path, body, Map.of());
    }

    private JsonNode send(
            String method, String path, @Nullable Sent body, Map<String, String> condition)
            throws Failure {
        return checked(ask(method, path, body, condition)).json();
    }

    private Answer checked(Answer answer) throws Failure {
        if (answer.status() >= 200 && answer.status() < 300) return answer;
        throw refused(answer.status(), answer.json());
    }

    private Answer ask(
            String method, String path, @Nullable Sent body, Map<String, String> condition)
            throws Failure {
        try {
            var uri = URI.create(gateway.url() + path);
            return method.equals("PATCH")
                    ? patched(uri, body, condition)
                    : exchange(method, uri, body, condition);
        } catch (ConnectException nobody) {
            throw new Failure(ExitCode.UNAVAILABLE, gateway.hint());
        } catch (UnknownHostException unknown) {
            throw desk.failure(ExitCode.UNAVAILABLE, "error.unknown-host", gateway.url().getHost());
        } catch (SSLException untrusted) {
            throw desk.failure(
                    ExitCode.UNAVAILABLE, "error.no-tls", gateway.url(), Desk.said(untrusted));
        } catch (IOException | JacksonException broken) {
            throw desk.failure(
                    ExitCode.UNAVAILABLE, "error.no-answer", gateway.url(), Desk.said(broken));
        }
    }

    /// @param tag of what is there; `""` when it has none
    private record Answer(int status, JsonNode json, String tag) {}

    @SuppressWarnings("ArrayRecordComponent") // Sent once, never compared.
    private record Sent(String type, byte[] bytes) {
        static @Nullable Sent of(@Nullable JsonNode json) {
            return json == null
                    ? null
                    : new Sent(
                            "application/json", json.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private Answer exchange(
            String method, URI uri, @Nullable Sent body, Map<String, String> condition)
            throws IOException {
        var connection = open(uri);
        connection.setRequestMethod(method);
        condition.forEach(connection::setRequestProperty);
        if (body != null) write(connection, body);
        int status = connection.getResponseCode();
        var tag = connection.getHeaderField("ETag");
        return new Answer(status, read(connection, status), tag == null ? "" : tag);
    }

    /// The old client knows no PATCH.
    private Answer patched(URI uri, @Nullable Sent body, Map<String, String> condition)
            throws IOException {
        var trust = gateway.trust();
        var tls = trust == null ? null : new ClientTls(new SystemClock()).forRoute(trust);
        var headers = new HashMap<>(condition);
        headers.put("Authorization", "Bearer " + gateway.token());
        headers.put("Content-Type", "application/json");
        headers.put("Accept-Language", desk.messages().locale().getLanguage());
        try (var calls = new HttpCalls(tls, Duration.ofMillis(answerMillis))) {
            var bytes = body == null ? new byte[0] : body.bytes;
            var answer = calls.call("PATCH", uri, headers, bytes);
            return new Answer(answer.status(), JsonMapper.shared().readTree(answer.body()), "");
        }
    }

    private HttpURLConnection open(URI uri) throws IOException {
        var connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection secure && gateway.trust() != null) {
            var tls = new ClientTls(new SystemClock()).forRoute(gateway.trust());
            secure.setSSLSocketFactory(tls.getSocketFactory());
        }
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(answerMillis);
        connection.setRequestProperty("Authorization", "Bearer " + gateway.token());
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty("Accept-Language", desk.messages().locale().getLanguage());
        return connection;
    }

    private static void write(HttpURLConnection connection, Sent body) throws IOException {
        var bytes = body.bytes;
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", body.type);
        connection.setFixedLengthStreamingMode(bytes.length);
        try (var out = connection.getOutputStream()) {
            out.write(bytes);
        }
    }

    private static JsonNode read(HttpURLConnection connection, int status) throws IOException {
        try (var stream = status < 400 ? connection.getInputStream() : errors(connection)) {
            var bytes = stream.readNBytes(MAX_ANSWER_BYTES + 1);
            if (bytes.length > MAX_ANSWER_BYTES) throw new IOException("the answer is too long");
            if (bytes.length == 0) return JsonNodeFactory.instance.nullNode();
            var type = connection.getContentType();
            if (type != null && type.startsWith("text/csv")) {
                var text = new String(bytes, StandardCharsets.UTF_8);
                return JsonNodeFactory.instance.stringNode(text);
            }
            return JsonMapper.shared().readTree(bytes);
        }
    }

    private static InputStream errors(HttpURLConnection connection) {
        var stream = connection.getErrorStream();
        return stream == null ? InputStream.nullInputStream() : stream;
    }

    private Failure refused(int status, JsonNode problem) {
        if (status == 401) {
            return new Failure(
                    ExitCode.NOT_PERMITTED, desk.text("error.wrong-token", gateway.url()), problem);
        }
        return new Failure(exitCode(status), sentence(status, problem), problem);
    }

    /// In the reader's language where the catalogue knows the rule; the gateway's own words are
    /// English.
    private String sentence(int status, JsonNode problem) {
        var values = new ArrayList<String>();
        values.add(Reading.text(problem, problem.has("subject") ? "subject" : "field"));
        values.addAll(Reading.texts(problem, "values"));
        var code = Reading.text(problem, "code");
        for (var kind : List.of("objection.", "problem.")) {
            var own = desk.messages().translation(kind + code, values);
            if (own.isPresent()) return own.get();
        }
        for (var member : List.of("detail", "title")) {
            var text = Reading.text(problem, member);
            if (!text.isEmpty()) return text;
        }
        return desk.text("error.status", status);
    }

    private static int exitCode(int status) {
        return switch (status) {
            case 403 -> ExitCode.NOT_PERMITTED;
            case 404 -> ExitCode.NOT_FOUND;
            case 429, 503 -> ExitCode.TRY_AGAIN;
            default -> status < 500 ? ExitCode.DATA : ExitCode.SOFTWARE;
        };
    }
}
