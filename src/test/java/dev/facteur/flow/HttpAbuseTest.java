package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.testkit.OneGateway;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests made to exhaust the HTTP door. Each gets its answer, sent by several clients at once
/// for as long as a site hands over ten mails of its own, each in its time.
@Tag("flow")
@ExtendWith(OneGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HttpAbuseTest {
    private static final String MAIL = "From: anna@shop.example\r\nSubject: here\r\n\r\ntext\r\n";
    private static final int ATTACKERS = 3;
    private static final int HONEST = 10;

    /// Of one request, on a machine that has to stand the attack too.
    private static final Duration IN_TIME = Duration.ofSeconds(5);

    /// More than there is room for.
    private static final int CROWD = 3_000;

    private final PracticeGateway gateway;
    private int round;

    HttpAbuseTest(PracticeGateway gateway) {
        this.gateway = gateway;
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("a million header fields", get(), "X: y\r\n", 1_000_000, "431"),
                Arguments.of("10 MB of one header field", get() + "X: ", "y", 10_000_000, "431"),
                Arguments.of("an address of 10 MB", "GET /", "x", 10_000_000, "414"),
                Arguments.of("a header without end", "", "x: y\r\n", 1_000_000, "400"),
                Arguments.of("100,000 lists in each other", json(100_000), "[", 100_000, "401"),
                Arguments.of("a number of 10 MB", json(10_000_000), "9", 10_000_000, "401"),
                Arguments.of("a text of 100 MB", json(100_000_000) + "\"", "x", 99_999_999, "401"),
                Arguments.of(
                        "a body of small pieces",
                        "POST /v1/sites HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "1\r\nx\r\n",
                        1_000_000,
                        "401"));
    }

    private static String get() {
        return "GET /readyz HTTP/1.1\r\nHost: x\r\n";
    }

    private static String json(int length) {
        return "POST /v1/sites HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + length
                + "\r\n\r\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void getsItsAnswerAndCostsNoOtherClientAnything(
            String name, String head, String piece, int times, String status) throws Exception {
        assertThat(answer(head, piece, times)).contains(" " + status + " ");
        var enough = new AtomicBoolean();
        try (var attackers = Executors.newVirtualThreadPerTaskExecutor()) {
            var attacks =
                    Stream.generate(() ->
                                    CompletableFuture.runAsync(
                                            () -> attack(head, piece, times, enough), attackers))
                            .limit(ATTACKERS)
                            .toList();
            honestSiteIsServed();
            enough.set(true);
            attacks.forEach(CompletableFuture::join);
        }
    }

    private void attack(String head, String piece, int times, AtomicBoolean enough) {
        try {
            do {
                assertThat(answer(head, piece, times)).doesNotContain(" 2", " 5");
            } while (!enough.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String answer(String head, String piece, int times) throws IOException {
        try (var client = RawHttp.connectFrom("127.0.1.1", port())) {
            try {
                client.send(head);
                int some = Math.max(1, 100_000 / piece.length());
                for (int sent = 0; sent < times; sent += some) {
                    client.send(piece.repeat(Math.min(some, times - sent)));
                }
            } catch (IOException hungUp) {
                // The server has heard enough; what it said is still to be read.
            }
            return client.status();
        } catch (IOException reset) {
            return "";
        }
    }

    /// One connection for each, as PHP does.
    private void honestSiteIsServed() throws IOException {
        var recipient = "honest" + ++round + "@example.com";
        for (int i = 0; i < HONEST; i++) {
            long start = System.nanoTime();
            try (var client = RawHttp.connectFrom("127.0.0.1", port())) {
                client.send(post(recipient, MAIL.length()) + MAIL);
                assertThat(client.status()).contains(" 202 ");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(IN_TIME);
        }
        gateway.awaitArrivedFor(recipient, HONEST);
    }

    private String post(String recipient, int length) {
        return "POST /v1/messages?from=anna@shop.example&to="
                + recipient
                + " HTTP/1.1\r\nHost: x\r\nContent-Type: message/rfc822\r\nAuthorization: Bearer "
                + gateway.apiKey()
                + "\r\nContent-Length: "
                + length
                + "\r\n\r\n";
    }

    private int port() {
        return gateway.http("/").getPort();
    }

    /// Of a site that may send, so that they get as far as anybody can.
    @Test
    void bodiesThatTrickleInKeepNobodyOutAndAreCutOff() throws Exception {
        var slow = new ArrayList<RawHttp>();
        try {
            for (int i = 0; i < 300; i++) {
                var client = RawHttp.connectFrom("127.0.1.1", port());
                slow.add(client);
                client.send(post("slow@example.com", 1_000_000) + "F");
            }
            for (int second = 0; second < 20; second++) {
                for (var client : slow) client.send("x");
                gateway.advance(Duration.ofSeconds(1));
            }
            honestSiteIsServed();
            assertCutOff(slow);
        } finally {
            for (var client : slow) client.close();
        }
        assertThat(gateway.arrivedFor("slow@example.com")).isEmpty();
    }

    private void assertCutOff(List<RawHttp> clients) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    gateway.advance(Duration.ofMinutes(1));
                    for (var client : clients) assertThat(client.isCutOff()).isTrue();
                });
    }

    @Test
    void thousandsThatSayNothingKeepNobodyOut() throws Exception {
        var crowd = new ArrayList<RawHttp>();
        try {
            for (int i = 0; i < CROWD; i++) {
                crowd.add(RawHttp.connectFrom("127.0.1." + (1 + i % 25), port()));
                gateway.advance(Duration.ofMillis(1));
                if (i % 1_000 == 999) honestSiteIsServed();
            }
            assertThat(crowd.getFirst().isCutOff()).isTrue();
            assertThat(crowd.getLast().isCutOff()).isFalse();
        } finally {
            for (var client : crowd) client.close();
        }
        honestSiteIsServed();
    }
}
