package dev.facteur.testkit;

import dev.facteur.platform.http.Json;
import dev.facteur.platform.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a REST API whatever a test likes.
public abstract class ApiClient implements AutoCloseable {
    static final Secret TOKEN = new Secret("operator-token");

    private final HttpClient client = HttpClient.newHttpClient();

    /// Without a slash at the end.
    public abstract String url();

    /// What the API says of itself.
    public abstract DescribedApi described();

    /// Status and body of an answer, and when it says to try again.
    public record Answer(int status, String text, HttpHeaders headers) {
        public Optional<String> retryAfter() {
            return header("Retry-After");
        }

        public Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        public JsonNode json() {
            return JsonMapper.shared().readTree(text);
        }
    }

    /// A request as the operator, who changes what there is whatever it was before.
    public Answer operator(String method, String path, @Nullable String json) {
        var request = request(path, TOKEN.reveal()).header("If-Match", "*");
        return send(request, method, "application/json", json);
    }

    /// Adds a site, which may send as the domain `NAME.example`.
    public void addSite(String name) {
        operator("POST", "/v1/sites", "{\"name\":\"" + name + "\"}");
        operator(
                "POST",
                "/v1/domains",
                "{\"name\":\"%s.example\",\"site\":\"%s\",\"vouch\":true}".formatted(name, name));
    }

    /// A new key of a site, with the usual permissions where none are named.
    public String key(String site, String... permissions) {
        var wanted =
                "{\"site\":\"%s\",\"kind\":\"api\",\"permissions\":%s}"
                        .formatted(site, Json.write(List.of(permissions)));
        return operator("POST", "/v1/credentials", wanted).json().path("secret").asString();
    }

    /// A request with another token.
    public Answer as(String token, String method, String path, @Nullable String json) {
        return send(request(path, token), method, "application/json", json);
    }

    /// A request in JSON with headers of its own.
    public Answer request(
            String key, String method, String path, @Nullable String json, String... headers) {
        var request = request(path, key);
        if (headers.length > 0) request.headers(headers);
        return send(request, method, "application/json", json);
    }

    /// Hands a message over by HTTP.
    public Answer message(String key, String query, String message, String... headers) {
        var request = request("/v1/messages" + query, key);
        if (headers.length > 0) request.headers(headers);
        return send(request, "POST", "message/rfc822", message);
    }

    /// Posts JSON with a site's key.
    public Answer json(String key, String path, String json, String... headers) {
        return post(key, path, "application/json", json, headers);
    }

    /// Posts anything with a site's key.
    public Answer post(String key, String path, String type, String body, String... headers) {
        var request = request(path, key);
        if (headers.length > 0) request.headers(headers);
        return send(request, "POST", type, body);
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(URI.create(url() + path))
                .header("Authorization", "Bearer " + token);
    }

    /// Each answer is held against the description.
    private Answer send(
            HttpRequest.Builder request, String method, String type, @Nullable String body) {
        var answer = sent(request, method, type, body);
        described()
                .holds(method, request.build().uri().toString().substring(url().length()), answer);
        return answer;
    }

    /// The answer to a stranger's question, whatever it is.
    Answer unchecked(String path) {
        return sent(request(path, ""), "GET", "", null);
    }

    private Answer sent(
            HttpRequest.Builder request, String method, String type, @Nullable String body) {
        var publisher =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        if (body != null) request.header("Content-Type", type);
        try {
            var answer =
                    client.send(
                            request.method(method, publisher).build(),
                            HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body(), answer.headers());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
