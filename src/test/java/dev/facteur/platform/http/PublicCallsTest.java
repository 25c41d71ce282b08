package dev.facteur.platform.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.testkit.Elsewhere;
import dev.facteur.testkit.SecureServer;
import dev.facteur.testkit.TestAuthority;
import dev.facteur.testkit.Zone;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicCallsTest {
    private static final int LIMIT = 1000;
    private static final byte[] NOTHING = {};

    @TempDir Path folder;

    private final Elsewhere network = new Elsewhere();
    private final Zone zone =
            Zone.of(
                    """
                    web.example. A 203.0.113.5
                    inside.example. A 10.0.0.1
                    mixed.example. A 10.0.0.1
                    mixed.example. A 203.0.113.5
                    """);
    private TestAuthority authority;
    private SecureServer server;

    @BeforeEach
    void start() throws IOException {
        authority = TestAuthority.create(folder);
        server = serving("web.example", "mixed.example");
    }

    private SecureServer serving(String... names) throws IOException {
        var started = new SecureServer(authority.serving(authority.issue(names)));
        network.at("203.0.113.5", 443, started.port());
        return started;
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void answerComesBack() throws IOException {
        server.answering("200 OK", "text/plain", "hello");
        var answer = get("https://web.example/a/b?c=d");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("content-type", "text/plain");
        assertThat(answer.body()).asString(US_ASCII).isEqualTo("hello");
        assertThat(server.requests().getFirst().head())
                .startsWith("GET /a/b?c=d HTTP/1.1\r\nHost: web.example\r\n");
    }

    @Test
    void bodyIsSent() throws IOException {
        server.answering("201 Created", "text/plain", "");
        var sent = "report".getBytes(UTF_8);
        var headers = Map.of("Content-Type", "application/tlsrpt+gzip");
        var answer =
                calls(Duration.ofSeconds(10))
                        .call("POST", URI.create("https://web.example"), headers, sent, LIMIT);
        assertThat(answer.ok()).isTrue();
        assertThat(server.requests().getFirst().body()).isEqualTo(sent);
    }

    @Test
    void answerInChunksIsPutTogether() throws IOException {
        server.answering(
                raw(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"));
        assertThat(get("https://web.example/").body()).asString(US_ASCII).isEqualTo("abcde");
    }

    @Test
    void redirectionIsAnAnswerLikeAnyOther() throws IOException {
        server.answering(
                raw(
                        "HTTP/1.1 302 Found\r\nLocation: https://web.example/\r\nContent-Length: 0\r\n\r\n"));
        assertThat(get("https://web.example/").status()).isEqualTo(302);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void addressThatIsNotPublicIsNotCalled() {
        network.at("10.0.0.1", 443, server.port());
        assertThatThrownBy(() -> get("https://inside.example/"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("inside.example leads to an address that is not public");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void amongSeveralAddressesOnlyThePublicOnesAreCalled() throws IOException {
        server.answering("200 OK", "text/plain", "");
        assertThat(get("https://mixed.example/").ok()).isTrue();
    }

    @Test
    void addressInPlaceOfANameIsNotLookedAt() {
        assertThatThrownBy(() -> get("https://169.254.169.254/latest/meta-data"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void serverThatDoesNotProveItsNameIsNotAsked() throws IOException {
        server.close();
        server = serving("other.example");
        assertThatThrownBy(() -> get("https://web.example/")).isInstanceOf(SSLException.class);
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3B9ACA00\r\n",
                "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: "
            })
    void answerWithoutEndIsBrokenOff(String head) {
        server.answering(client -> {
            client.write(head.getBytes(US_ASCII));
            writeForEver(client);
        });
        assertThatThrownBy(() -> get("https://web.example/")).isInstanceOf(IOException.class);
    }

    private static void writeForEver(OutputStream client) throws IOException {
        var some = "x".repeat(4096).getBytes(US_ASCII);
        while (true) client.write(some);
    }

    @Test
    void serverThatSaysNothingIsLeftWhenTheTimeIsOver() {
        server.answering(client -> client.write(silence()));
        assertThatThrownBy(() ->
                        calls(Duration.ofMillis(200))
                                .call(
                                        "GET",
                                        URI.create("https://web.example/"),
                                        Map.of(),
                                        NOTHING,
                                        LIMIT))
                .isInstanceOf(IOException.class);
    }

    /// Waits for somebody who says no more, as a server does that has hung.
    private static byte[] silence() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var waiting = new Socket(silent.getInetAddress(), silent.getLocalPort())) {
            waiting.setSoTimeout(5_000);
            return waiting.getInputStream().readNBytes(1);
        }
    }

    private static SecureServer.Answer raw(String text) {
        return client -> client.write(text.getBytes(US_ASCII));
    }

    private PlainAnswer get(String address) throws IOException {
        return calls(Duration.ofSeconds(10))
                .call("GET", URI.create(address), Map.of(), NOTHING, LIMIT);
    }

    @Test
    void withoutTlsOnlyAllowedAddressesAreCalledAndOnlyOfTheirOwnNetwork() throws Exception {
        try (var plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var answering = Thread.startVirtualThread(() -> answerOnce(plain));
            network.at("10.0.0.1", 80, plain.getLocalPort());
            network.at("203.0.113.5", 80, plain.getLocalPort());
            var own =
                    new PublicCalls(
                            network.world(zone),
                            authority.caFile(),
                            _ -> true,
                            InetAddress::isSiteLocalAddress,
                            Duration.ofSeconds(10));
            for (var address : List.of("http://web.example/", "http://203.0.113.5/")) {
                assertThatThrownBy(() -> get(own, address)).hasMessageContaining("only https");
            }
            assertThat(get(own, "http://10.0.0.1/").status()).isEqualTo(204);
            assertThatThrownBy(() -> get("http://inside.example/")).isInstanceOf(IOException.class);
            answering.join();
        }
    }

    private static void answerOnce(ServerSocket server) {
        try (var client = server.accept()) {
            client.getOutputStream().write("HTTP/1.1 204 Fine\r\n\r\n".getBytes(US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PlainAnswer get(PublicCalls calls, String address) throws IOException {
        return calls.call("GET", URI.create(address), Map.of(), NOTHING, LIMIT);
    }

    private PublicCalls calls(Duration patience) {
        return new PublicCalls(
                network.world(zone),
                authority.caFile(),
                address -> !address.isSiteLocalAddress(),
                patience);
    }
}
