package dev.facteur.platform.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.facteur.platform.StorageException;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.testkit.ManualClock;
import io.javalin.config.RoutesConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpServerTest {
    private static final InetSocketAddress FREE =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ManualClock clock = new ManualClock();
    private HttpServer server;

    @TempDir Path folder;

    record Greeting(String firstName, int count) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.start(FREE, null, 1000, clock, HttpServerTest::routes);
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
                .contains("there is no member \\\"fist_name\\\" here; there are count, first_name")
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
    void bodiesAreLimitedWholeAndStreamed() throws Exception {
        assertThat(post("/greeting", " ".repeat(1001)).statusCode()).isEqualTo(413);
        assertThat(post("/stream", " ".repeat(2000)).body()).isEqualTo("2000");
        assertThat(post("/stream", " ".repeat(2001)).statusCode()).isEqualTo(413);
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

        assertThatThrownBy(() -> HttpServer.start(taken, null, 1000, clock, routes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + server.port())
                .hasMessageContaining("another program listens there");
    }

    @Test
    void otherAddressesThanLoopbackSpeakHttpsOnly() throws Exception {
        var everywhere = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);
        assertThatThrownBy(() -> HttpServer.start(everywhere, null, 1000, clock, routes -> {}))
                .isInstanceOf(IllegalArgumentException.class);

        var clock = new SystemClock();
        var tls = ServerTls.selfSigned(folder, "localhost", clock, new SecureRandom());
        try (var secure = HttpServer.start(everywhere, tls, 1000, clock, HttpServerTest::routes);
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

    @Test
    void headerThatComesAByteASecondIsCutOff() throws Exception {
        try (var slow = new Socket(FREE.getAddress(), server.port())) {
            slow.getOutputStream().write("GET /greeting HTTP/1.1\r\nX: ".getBytes(US_ASCII));
            trickle(slow, Duration.ofSeconds(65));
            awaitCutOff(slow);
        }
        assertThat(get("/greeting").statusCode()).isEqualTo(200);
    }

    @Test
    void bodyThatComesAByteASecondIsCutOff() throws Exception {
        try (var slow = new Socket(FREE.getAddress(), server.port())) {
            var head = "POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 1999\r\n\r\n";
            slow.getOutputStream().write(head.getBytes(US_ASCII));
            trickle(slow, Duration.ofSeconds(305));
            awaitCutOff(slow);
        }
        assertThat(get("/greeting").statusCode()).isEqualTo(200);
    }

    @Test
    void connectionOfAClientThatGoesOnStaysOpen() throws Exception {
        try (var steady = new Socket(FREE.getAddress(), server.port())) {
            var in = new BufferedReader(new InputStreamReader(steady.getInputStream(), US_ASCII));
            for (int i = 0; i < 5; i++) {
                var head = "GET /greeting HTTP/1.1\r\nHost: x\r\n\r\n";
                steady.getOutputStream().write(head.getBytes(US_ASCII));
                assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
                while (!in.readLine().isEmpty()) {}
                assertThat(in.skip(30)).isEqualTo(30);
                clock.advance(Duration.ofSeconds(50));
            }
        }
    }

    private void trickle(Socket slow, Duration span) throws IOException {
        try {
            for (long second = 0; second < span.toSeconds(); second++) {
                slow.getOutputStream().write('x');
                clock.advance(Duration.ofSeconds(1));
            }
        } catch (SocketException cutOffAlready) {
            assertThat(cutOffAlready).hasMessageMatching("(?i).*(broken|reset).*");
        }
    }

    private void awaitCutOff(Socket slow) throws IOException {
        slow.setSoTimeout(1);
        await().until(() -> {
            // The server may have begun to count only at the end of our bytes.
            clock.advance(Duration.ofSeconds(30));
            try {
                return slow.getInputStream().read() < 0;
            } catch (SocketTimeoutException stillThere) {
                return false;
            } catch (SocketException reset) {
                return true;
            }
        });
    }
}
