package dev.facteur.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.Clock;
import dev.facteur.platform.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What knocks at the address to which a browser is to return.
class BrowserReturnTest {
    private final Clock clock = new SystemClock();
    private BrowserReturn door;
    private CompletableFuture<Optional<Map<String, String>>> waiting;

    @BeforeEach
    void open() throws IOException {
        door = BrowserReturn.open();
        waiting = new CompletableFuture<>();
        var until = clock.now().plus(Duration.ofSeconds(20));
        Thread.startVirtualThread(() -> {
            try {
                waiting.complete(door.await("s t&te", "thanks", until, clock));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @AfterEach
    void close() {
        door.close();
    }

    private String say(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    @Test
    void theRightStateBringsWhatStandsBesideIt() throws Exception {
        var page = say(get("/?state=s+t%26te&code=4%2FaB&code=second"));
        assertThat(page)
                .startsWith("HTTP/1.1 200")
                .contains("Referrer-Policy: no-referrer", "Cache-Control: no-store")
                .endsWith("thanks");
        assertThat(waiting.get(20, TimeUnit.SECONDS).orElseThrow()).containsEntry("code", "4/aB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/favicon.ico",
                "/?state=&code=x",
                "/?code=x",
                "/?state=s+t%26t&code=x",
                "/?state=%zz&code=x",
                "/?state=<script>&code=x"
            })
    void whatBringsNoRightStateIsTurnedAwayAndEndsNothing(String target) throws Exception {
        assertThat(say(get(target))).startsWith("HTTP/1.1 400").doesNotContain("thanks", "script");
        assertThat(waiting).isNotDone();
        say(get("/?state=s+t%26te"));
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n\r\n", "POST /?state=s+t%26te HTTP/1.1\r\n\r\n", "GET"})
    void whatIsNoRequestOfABrowserEndsNothing(String request) throws Exception {
        assertThat(say(request)).startsWith("HTTP/1.1 400");
        assertThat(waiting).isNotDone();
    }
}
