package dev.facteur.platform.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.platform.tls.ServerTls;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.TestAuthority;
import io.javalin.config.RoutesConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that keep a place for ever, or all places.
class HttpGuestsTest {
    private static final InetSocketAddress FREE = at("127.0.0.1");
    private static final int PATIENCE_MILLIS = 15_000;
    private static final String GREETING = "GET /greeting HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String BODY_FOLLOWS =
            "POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";

    /// What the server has room for.
    private static final int PLACES = 1000;

    private final ManualClock clock = new ManualClock();
    private final List<Socket> crowd = new ArrayList<>();
    private TestAuthority authority;
    private HttpServer server;

    @TempDir Path folder;

    @BeforeEach
    void start() throws IOException {
        authority = TestAuthority.create(folder);
        var limits = HttpServer.Limits.onLoopback(1000);
        server = HttpServer.start(FREE, null, limits, clock, HttpGuestsTest::routes);
    }

    @AfterEach
    void stop() throws IOException {
        for (var each : crowd) each.close();
        server.close();
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 0);
    }

    private static void routes(RoutesConfig routes) {
        routes.get("/greeting", context -> context.result("thirty characters, all of them"));
        routes.post(
                "/stream",
                context -> {
                    var body = context.bodyInputStream();
                    context.result("" + body.transferTo(OutputStream.nullOutputStream()));
                });
    }

    @Test
    void crowdThatSaysNothingPushesItselfOutAndNobodyElse() throws IOException {
        var working = connect("127.0.0.1", server.port());
        var answers = begin(working);
        var silent = new ArrayList<Socket>();
        for (int i = 0; i < PLACES + 200; i++) silent.add(connect("127.0.1.1", server.port()));
        assertThat(answered()).isTrue();
        end(working, answers);
        assertThat(silent).filteredOn(HttpGuestsTest::isCutOff).hasSizeGreaterThan(100);
    }

    @Test
    void addressWithTooManyConnectionsLosesTheOneThatHasWaitedLongest() throws IOException {
        try (var secure = onEveryAddress(2)) {
            var neighbour = shakenHands("127.0.1.2", secure.port());
            var first = shakenHands("127.0.1.1", secure.port());
            var second = shakenHands("127.0.1.1", secure.port());
            var third = shakenHands("127.0.1.1", secure.port());
            await().until(() -> isCutOff(first));
            assertThat(List.of(neighbour, second, third)).noneMatch(HttpGuestsTest::isCutOff);
        }
    }

    @Test
    void requestInWorkKeepsItsPlaceAndTheOneWhoCameLastGoes() throws IOException {
        try (var secure = onEveryAddress(1)) {
            var working = shakenHands("127.0.1.1", secure.port());
            var answers = begin(working);
            var late = connect("127.0.1.1", secure.port());
            await().until(() -> isCutOff(late));
            end(working, answers);
        }
    }

    @Test
    void whoHasGoneIsForgotten() throws IOException {
        try (var secure = onEveryAddress(5)) {
            var working = shakenHands("127.0.1.1", secure.port());
            begin(working);
            var waiting = shakenHands("127.0.1.1", secure.port());
            var silent = connect("127.0.1.1", secure.port());
            await().untilAsserted(() -> assertThat(secure.connections()).isEqualTo(3));
            for (var each : List.of(working, waiting, silent)) each.close();
            await().untilAsserted(() -> assertThat(secure.connections()).isZero());
        }
        var clear = connect("127.0.0.1", server.port());
        end(clear, begin(clear));
        assertThat(server.connections()).isOne();
        clear.close();
        await().untilAsserted(() -> assertThat(server.connections()).isZero());
    }

    private HttpServer onEveryAddress(int connectionsPerAddress) throws IOException {
        var issued = authority.issue("localhost");
        var tls =
                ServerTls.fromFiles(
                        issued.certificateFile(), issued.keyFile(), clock, new SecureRandom());
        var limits = new HttpServer.Limits(1000, connectionsPerAddress);
        return HttpServer.start(at("0.0.0.0"), tls, limits, clock, HttpGuestsTest::routes);
    }

    private Socket connect(String from, int port) throws IOException {
        var here = InetAddress.ofLiteral(from);
        var socket = new Socket(FREE.getAddress(), port, here, 0);
        socket.setSoTimeout(PATIENCE_MILLIS);
        crowd.add(socket);
        return socket;
    }

    /// Each a second after the one before.
    private Socket shakenHands(String from, int port) throws IOException {
        var socket = authority.startTls(connect(from, port), "localhost");
        clock.advance(Duration.ofSeconds(1));
        return socket;
    }

    /// Returns when the server waits for the body.
    private static BufferedReader begin(Socket client) throws IOException {
        client.getOutputStream().write(BODY_FOLLOWS.getBytes(US_ASCII));
        var answers = reader(client);
        assertThat(answers.readLine()).isEqualTo("HTTP/1.1 100 Continue");
        assertThat(answers.readLine()).isEmpty();
        return answers;
    }

    private static void end(Socket client, BufferedReader answers) throws IOException {
        client.getOutputStream().write("abc".getBytes(US_ASCII));
        assertThat(answers.readLine()).isEqualTo("HTTP/1.1 200 OK");
    }

    private boolean answered() throws IOException {
        var client = connect("127.0.0.1", server.port());
        client.getOutputStream().write(GREETING.getBytes(US_ASCII));
        return "HTTP/1.1 200 OK".equals(reader(client).readLine());
    }

    private static BufferedReader reader(Socket client) throws IOException {
        return new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
    }

    private static boolean isCutOff(Socket client) {
        try {
            client.setSoTimeout(1);
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillThere) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void headerThatComesAByteASecondIsCutOff() throws Exception {
        try (var slow = new Socket(FREE.getAddress(), server.port())) {
            slow.getOutputStream().write("GET /greeting HTTP/1.1\r\nX: ".getBytes(US_ASCII));
            trickle(slow, Duration.ofSeconds(65));
            awaitCutOff(slow);
        }
        assertThat(answered()).isTrue();
    }

    @Test
    void bodyThatComesAByteASecondIsCutOff() throws Exception {
        try (var slow = new Socket(FREE.getAddress(), server.port())) {
            var head = "POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 1999\r\n\r\n";
            slow.getOutputStream().write(head.getBytes(US_ASCII));
            trickle(slow, Duration.ofSeconds(305));
            awaitCutOff(slow);
        }
        assertThat(answered()).isTrue();
    }

    @Test
    void whoSendsOnAfterHisRefusalGivesWayToOthers() throws Exception {
        try (var secure = onEveryAddress(1)) {
            var refused = shakenHands("127.0.1.1", secure.port());
            var head = "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1999\r\n\r\n";
            refused.getOutputStream().write(head.getBytes(US_ASCII));
            await().until(() -> {
                var late = shakenHands("127.0.1.1", secure.port());
                return isCutOff(refused) && !isCutOff(late);
            });
        }
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
