package dev.facteur.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.platform.StorageException;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.RawHttp;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpServerTest {
    private static final InetSocketAddress FREE =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    private static final HttpServer.Limits LIMITS = HttpServer.Limits.onLoopback(1000);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ManualClock clock = new ManualClock();
    private HttpServer server;

    @TempDir Path folder;

    record Greeting(String firstName, int count) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.start(FREE, null, LIMITS, clock, HttpServerTest::routes);
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private static void routes(RoutesConfig routes) {
        routes.get("/greeting", context -> context.json(new Greeting("Ada", 2)));
        routes.post(
                "/greeting",
                context -> context.result(context.bodyAsClass(Greeting.class).firstName()));
        routes.get(
                "/refused",
                context -> {
                    throw new HttpRefusal(
                            new Problem(
                                    409, "Taken", "The name is taken.", Map.of("field", "name")));
                });
        routes.get(
                "/broken",
                context -> {
                    throw new IllegalStateException("secret inside");
                });
        routes.get(
                "/full",
                context -> {
                    throw new StorageException("disk full", true, null);
                });
        routes.post(
                "/stream",
                context -> {
                    try (var body = new LimitedBody(context.bodyInputStream(), 2000)) {
                        context.result("" + body.transferTo(OutputStream.nullOutputStream()));
                    }
                });
        routes.get("/thread", context -> context.result("" + Thread.currentThread().isVirtual()));
    }

    @Test
    void recordsTravelAsSnakeCaseJson() throws Exception {
        assertThat(get("/greeting").body()).isEqualTo("{\"first_name\":\"Ada\",\"count\":2}");
        assertThat(post("/greeting", "{\"first_name\":\"Ada\",\"count\":1}").body())
                .isEqualTo("Ada");
    }

    @Test
    void everyRequestHasAVirtualThread() throws Exception {
        assertThat(get("/thread").body()).isEqualTo("true");
    }

    @Test
    void refusalIsAnsweredAsProblemDetails() throws Exception {
        var answer = get("/refused");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"title\":\"Taken\",\"status\":409,\"detail\":\"The name is"
                                + " taken.\",\"field\":\"name\"}");
    }

    @Test
    void unexpectedFailureTellsTheClientNothingOfTheInside() throws Exception {
        var answer = get("/broken");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret", "Exception", "at dev.");
    }

    @Test
    void fullDiskIsTemporary() throws Exception {
        var answer = get("/full");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("no room left");
    }

    @Test
    void unknownAddressAndMethodAreProblemsToo() throws Exception {
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(get("/nowhere").headers().firstValue("Content-Type"))
                .contains(Problem.MEDIA_TYPE);
        assertThat(post("/thread", "").statusCode()).isEqualTo(405);
    }

    @Test
    void jsonMistakesAreNamedWithoutJavaWords() throws Exception {
        var unknown = post("/greeting", "{\"fist_name\":\"Ada\"}");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body())
                .contains(
                        "there is no member \\\"fist_name\\\" here; did you mean \\\"first_name\\\"?")
                .doesNotContain("dev.facteur", "class ");

        var broken = post("/greeting", "{\"first_name\":");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(broken.body()).contains("line 1");

        var wrongType = post("/greeting", "{\"first_name\":\"a\",\"count\":\"many\"}");
        assertThat(wrongType.statusCode()).isEqualTo(400);
        assertThat(wrongType.body()).contains("\\\"count\\\" must be a whole number");

        for (var body : List.of("", "[]", "7", "{\"first_name\":{}}", "{\"count\":99999999999}")) {
            assertThat(post("/greeting", body).statusCode()).as(body).isEqualTo(400);
            assertThat(post("/greeting", body).body())
                    .as(body)
                    .doesNotContain("java", "`", "Cannot", "HttpServerTest");
        }
    }

    @Test
    void jsonMadeToExhaustItsReaderIsRefused() throws Exception {
        var deep = "[".repeat(900);
        var number = "{\"first_name\":\"a\",\"count\":" + "9".repeat(900) + "}";
        for (var body : List.of(deep, "{\"first_name\":" + deep, number)) {
            var answer = post("/greeting", body);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).doesNotContain("`", "Stream", "Constraint", "java");
        }
        var post = "POST /greeting HTTP/1.1\r\nHost: x\r\n";
        for (var body :
                List.of(
                        "[".repeat(100_000),
                        "9".repeat(10_000_000),
                        "\"" + "x".repeat(100 << 20))) {
            int length = body.length();
            assertThat(status(post + "Content-Length: " + length + "\r\n\r\n" + body))
                    .contains(" 413 ");
            // The same without saying so before.
            var chunk = Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n";
            assertThat(status(post + "Transfer-Encoding: chunked\r\n\r\n" + chunk))
                    .contains(" 413 ");
        }
    }

    @Test
    void memberThatStandsThereTwiceIsRefused() throws Exception {
        var answer = post("/greeting", "{\"first_name\":\"a\",\"count\":1,\"count\":2}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("count").contains("line 1");
    }

    @Test
    void headersAreLimitedInNumberAndLength() throws Exception {
        for (var header : List.of("X: y\r\n".repeat(200_000), "X: " + "y".repeat(5_000_000))) {
            var request = "GET /greeting HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n";
            assertThat(status(request)).contains(" 431 ");
        }
        assertThat(status("GET /" + "x".repeat(5_000_000))).contains(" 414 ");
    }

    private String status(String request) throws IOException {
        try (var client = RawHttp.connectFrom("127.0.0.1", server.port())) {
            try {
                client.send(request);
            } catch (IOException hungUp) {
                // The server has heard enough; what it said is still to be read.
            }
            return client.status();
        }
    }

    @Test
    void bodiesAreLimitedWholeAndStreamed() throws Exception {
        assertThat(post("/greeting", " ".repeat(1001)).statusCode()).isEqualTo(413);
        assertThat(post("/stream", " ".repeat(2000)).body()).isEqualTo("2000");
        assertThat(post("/stream", " ".repeat(2001)).statusCode()).isEqualTo(413);
    }

    @Test
    void whoReadsNothingBeforeAllIsSentIsToldWhyItWasForNothing() throws Exception {
        var body = "x".repeat(20_000_000);
        for (var path : List.of("/nowhere", "/greeting", "/stream", "/broken")) {
            var head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length();
            try (var client = RawHttp.connectFrom("127.0.0.1", server.port())) {
                client.send(head + "\r\n\r\n" + body);
                assertThat(client.status()).containsPattern(" 4(04|05|13) ");
            }
        }
    }

    @Test
    void nonsenseGetsNoStackTraceAndNoServerName() throws Exception {
        try (var socket = new Socket(FREE.getAddress(), server.port())) {
            socket.getOutputStream()
                    .write("GET\0 / nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new String(readAll(socket.getInputStream()), StandardCharsets.US_ASCII);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .doesNotContainIgnoringCase("jetty", "Caused");
        }
        assertThat(get("/greeting").headers().firstValue("Server")).isEmpty();
        assertThat(get("/greeting").headers().firstValue("X-Content-Type-Options"))
                .contains("nosniff");
    }

    @Test
    void takenPortIsNamedWithTheNextStep() {
        var taken = new InetSocketAddress(FREE.getAddress(), server.port());

        assertThatThrownBy(() -> HttpServer.start(taken, null, LIMITS, clock, routes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + server.port())
                .hasMessageContaining("another program listens there");
    }

    @Test
    void otherAddressesThanLoopbackSpeakHttpsOnly() throws Exception {
        var everywhere = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);
        assertThatThrownBy(() -> HttpServer.start(everywhere, null, LIMITS, clock, routes -> {}))
                .isInstanceOf(IllegalArgumentException.class);

        var clock = new SystemClock();
        var tls = ServerTls.selfSigned(folder, "localhost", clock, new SecureRandom());
        try (var secure = HttpServer.start(everywhere, tls, LIMITS, clock, HttpServerTest::routes);
                var trusting =
                        HttpClient.newBuilder()
                                .sslContext(new ClientTls(clock).forRoute(tls.certificateFile()))
                                .build()) {
            var address = URI.create("https://localhost:" + secure.port() + "/thread");
            var answer =
                    trusting.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("true");
        }
    }

    private static byte[] readAll(InputStream in) throws IOException {
        return in.readAllBytes();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path));
    }
}
