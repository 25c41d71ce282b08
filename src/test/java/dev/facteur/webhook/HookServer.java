package dev.facteur.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.facteur.platform.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/// Somebody who wants to be told, and answers as a test wants it.
final class HookServer implements AutoCloseable {
    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile int status = 204;
    private volatile String again = "";

    HookServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hook", this::take);
        server.start();
    }

    /// A call as it came.
    record Call(String id, String timestamp, String signature, String body) {
        JsonNode json() {
            return Json.MAPPER.readTree(body);
        }

        List<String> types() {
            return json().path("data")
                    .path("events")
                    .valueStream()
                    .map(event -> event.path("type").asString())
                    .toList();
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            calls.add(
                    new Call(
                            headers.getFirst("webhook-id"),
                            headers.getFirst("webhook-timestamp"),
                            headers.getFirst("webhook-signature"),
                            body));
            if (!again.isEmpty()) exchange.getResponseHeaders().add("Retry-After", again);
            if (status == 302) exchange.getResponseHeaders().add("Location", address());
            exchange.sendResponseHeaders(status, -1);
        }
    }

    void answering(int code) {
        status = code;
    }

    void askingForPatience(String seconds) {
        again = seconds;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    /// The types of all events that were told in calls so far, in their order.
    List<String> types() {
        return calls.stream().flatMap(call -> call.types().stream()).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
