package dev.facteur.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.facteur.platform.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/// A chat service that takes messages, and answers as a test wants it.
final class Chat implements AutoCloseable {
    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String answer = "ok";
    private volatile String again = "";

    Chat() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    /// A call as it came.
    record Call(String method, String path, String type, String signature, String body) {
        JsonNode json() {
            return Json.MAPPER.readTree(body);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            calls.add(
                    new Call(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            headers.getFirst("Content-Type"),
                            String.valueOf(headers.getFirst("webhook-signature")),
                            body));
            if (!again.isEmpty()) exchange.getResponseHeaders().add("Retry-After", again);
            var bytes = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    void answering(int code, String body) {
        status = code;
        answer = body;
    }

    void askingForPatience(String seconds) {
        again = seconds;
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    String at(String path) {
        return base() + path;
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    JsonNode last() {
        return calls.getLast().json();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
