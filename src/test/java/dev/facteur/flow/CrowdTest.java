package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.facteur.testkit.Peers;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.RawSmtp;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that want to keep others out: by their number, by their slowness, by guessing. The
/// site's mail goes through meanwhile, by the same door; time is turned by hand, so a site that had
/// to wait for anything would wait for ever.
@Tag("flow")
final class CrowdTest {
    private static final String ANNA = "anna@shop.example";
    private static final int CROWD = 5_000;
    private static final int ADDRESSES = 25;

    /// Three quarters of `max_connections`.
    private static final double PLACES_OF_STRANGERS = 750;

    private static final long MAX_GROWTH = 64 << 20;

    @TempDir Path folder;

    @Test
    void fiveThousandSilentConnectionsKeepNoSiteOut() throws Exception {
        requireFiles(2 * CROWD);
        var crowd = new ArrayList<Socket>();
        try (var gateway = PracticeGateway.with(folder, Map.of())) {
            sendAs(gateway, "127.0.0.1", "before@example.com");
            long before = usedHeap();
            for (int i = 0; i < CROWD; i++) {
                int port = i % 2 == 0 ? gateway.starttlsPort() : gateway.implicitPort();
                crowd.add(connect("127.0.1." + (1 + i % ADDRESSES), port));
            }
            await().untilAsserted(() ->
                    assertThat(gateway.meter("facteur_smtp_connections"))
                            .isEqualTo(PLACES_OF_STRANGERS));
            assertThat(usedHeap() - before).isLessThan(MAX_GROWTH);
            try (var stranger = RawSmtp.connectFrom("127.0.2.1", gateway.starttlsPort())) {
                assertThat(stranger.codes(1)).isEqualTo("421 4.3.2");
            }
            sendAs(gateway, "127.0.0.1", "meanwhile@example.com");

            await().untilAsserted(() -> {
                gateway.advance(Duration.ofMinutes(1));
                assertThat(gateway.meter("facteur_smtp_connections")).isZero();
            });
            sendAs(gateway, "127.0.2.1", "after@example.com");
        } finally {
            for (var each : crowd) each.close();
        }
    }

    private static void requireFiles(long count) {
        var system = ManagementFactory.getOperatingSystemMXBean();
        if (system instanceof UnixOperatingSystemMXBean unix
                && unix.getMaxFileDescriptorCount() < count) {
            Peers.missing("this test needs " + count + " open files: ulimit -n");
        }
    }

    private static Socket connect(String from, int port) throws IOException {
        var here = InetAddress.ofLiteral(from);
        return new Socket(InetAddress.ofLiteral("127.0.0.1"), port, here, 0);
    }

    private static long usedHeap() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void clientsThatSayAByteASecondKeepNobodyOutAndAreCutOff() throws Exception {
        var settings = Map.of("FACTEUR_SUBMISSION_MAX_CONNECTIONS", "40");
        var slow = new ArrayList<RawSmtp>();
        try (var gateway = PracticeGateway.with(folder, settings)) {
            sendAs(gateway, "127.0.0.1", "before@example.com");
            for (int i = 0; i < 30; i++) {
                slow.add(RawSmtp.connectFrom("127.0.1." + (1 + i), gateway.starttlsPort()));
                slow.getLast().reply();
            }
            for (int second = 0; second < 290; second++) {
                for (var client : slow) client.send("x");
                gateway.advance(Duration.ofSeconds(1));
            }
            assertThat(gateway.meter("facteur_smtp_connections")).isEqualTo(30);
            sendAs(gateway, "127.0.0.1", "meanwhile@example.com");
            await().untilAsserted(() -> {
                gateway.advance(Duration.ofSeconds(5));
                assertThat(gateway.meter("facteur_smtp_connections")).isZero();
            });
        } finally {
            for (var client : slow) client.close();
        }
    }

    /// Their replies pile up until the network takes no more.
    @Test
    void clientsThatReadNoRepliesKeepNobodyOutAndAreCutOff() throws Exception {
        var settings = Map.of("FACTEUR_SUBMISSION_MAX_CONNECTIONS", "8");
        var deaf = new ArrayList<RawSmtp>();
        try (var gateway = PracticeGateway.with(folder, settings);
                var talkers = Executors.newVirtualThreadPerTaskExecutor()) {
            sendAs(gateway, "127.0.0.1", "before@example.com");
            for (int i = 0; i < 6; i++) {
                var client = RawSmtp.connectFrom("127.0.1." + (1 + i), gateway.starttlsPort());
                deaf.add(client);
                talkers.execute(() -> talkForEver(client));
            }
            sendAs(gateway, "127.0.0.1", "meanwhile@example.com");
            await().untilAsserted(() -> {
                gateway.advance(Duration.ofMinutes(1));
                assertThat(gateway.meter("facteur_smtp_connections")).isZero();
            });
            for (var client : deaf) client.close();
        }
    }

    private static void talkForEver(RawSmtp client) {
        try {
            while (true) client.send("EHLO x\r\n".repeat(1_000));
        } catch (IOException cutOff) {
            // That is what the test waits for.
        }
    }

    @Test
    void guessersWaitAndTheSiteDoesNot() throws Exception {
        try (var gateway = PracticeGateway.with(folder, Map.of());
                var guessers = Executors.newVirtualThreadPerTaskExecutor()) {
            sendAs(gateway, "127.0.0.1", "before@example.com");
            var guesses = new ArrayList<Future<String>>();
            for (int i = 0; i < 40; i++) {
                var password = "guess " + i;
                guesses.add(guessers.submit(() -> guess(gateway, password)));
            }
            await().until(() -> guesses.stream().anyMatch(Future::isDone));
            sendAs(gateway, "127.0.0.1", "meanwhile@example.com");

            await().until(() -> {
                gateway.advance(Duration.ofSeconds(4));
                return guesses.stream().allMatch(Future::isDone);
            });
            assertThat(answers(guesses))
                    .allMatch(answer -> answer.equals("535 5.7.8") || answer.equals("421 4.7.0"))
                    .filteredOn("535 5.7.8"::equals)
                    .hasSize(10);
            // The right one is not even told apart any more, there; at home it goes on.
            assertThat(guess(gateway, PracticeGateway.LOGIN_PASSWORD)).isEqualTo("421 4.7.0");
            sendAs(gateway, "127.0.0.1", "after@example.com");
        }
    }

    private static List<String> answers(List<Future<String>> guesses) {
        return guesses.stream().map(Future::resultNow).toList();
    }

    private static String guess(PracticeGateway gateway, String password) throws IOException {
        try (var client = RawSmtp.connectFrom("127.0.3.1", gateway.starttlsPort())) {
            client.reply();
            secure(client, gateway);
            client.sendLoginLine(PracticeGateway.LOGIN, password);
            return client.codes(1);
        }
    }

    /// One mail by STARTTLS and AUTH from that address, up to the provider.
    private static void sendAs(PracticeGateway gateway, String from, String recipient)
            throws IOException {
        try (var client = RawSmtp.connectFrom(from, gateway.starttlsPort())) {
            assertThat(client.codes(1)).isEqualTo("220");
            secure(client, gateway);
            client.sendLoginLine(PracticeGateway.LOGIN, PracticeGateway.LOGIN_PASSWORD);
            assertThat(client.codes(1)).isEqualTo("235 2.7.0");
            client.sendLines("MAIL FROM:<" + ANNA + ">", "RCPT TO:<" + recipient + ">", "DATA");
            assertThat(client.codes(3)).endsWith("354");
            client.sendLines("From: " + ANNA, "Subject: here", "", "text", ".");
            assertThat(client.codes(1)).isEqualTo("250 2.0.0");
        }
        gateway.awaitArrivedFor(recipient, 1);
    }

    private static void secure(RawSmtp client, PracticeGateway gateway) throws IOException {
        client.ask("EHLO x");
        assertThat(client.code("STARTTLS")).isEqualTo("220 2.0.0");
        client.startTls(gateway.authority());
        client.ask("EHLO x");
    }
}
