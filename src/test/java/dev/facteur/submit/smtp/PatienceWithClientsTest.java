package dev.facteur.submit.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.platform.SystemClock;
import dev.facteur.platform.Threads;
import dev.facteur.platform.UnixListener;
import dev.facteur.platform.UnixSocket;
import dev.facteur.platform.Wire;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.OneCredential;
import dev.facteur.testkit.RawSmtp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Limits in number and time, and the end of the service.
class PatienceWithClientsTest {
    private static final String FROM = "MAIL FROM:<a@shop.example>";
    private static final String TO = "RCPT TO:<b@c.example>";

    @TempDir private Path folder;

    @Test
    void silentClientsHoldNobodyUp() throws IOException {
        var silent = new ArrayList<RawSmtp>();
        try (var doors = new TestDoors(folder)) {
            for (int i = 0; i < 10; i++) {
                silent.add(RawSmtp.connect(doors.starttlsPort()));
                silent.add(RawSmtp.connect(doors.implicitPort()));
                silent.add(inTheMiddleOfAMessage(doors));
            }
            try (var client = doors.loggedIn()) {
                client.sendLines(FROM, TO, "BDAT 0 LAST");
                assertThat(client.codes(3)).endsWith("250 2.0.0");
            }
            for (var client : silent) client.close();
        }
    }

    private static RawSmtp inTheMiddleOfAMessage(TestDoors doors) throws IOException {
        var client = doors.atLocal();
        client.sendLines(FROM, TO, "DATA");
        client.codes(3);
        return client;
    }

    @Test
    void clientThatSaysNothingIsToldSo() throws IOException {
        try (var doors = doorsWithIdle(Duration.ofMillis(100));
                var client = RawSmtp.connect(doors.starttlsPort())) {
            assertThat(client.codes(2)).isEqualTo("220, 421 4.4.2");
        }
    }

    @Test
    void clientThatFallsSilentInAMessageIsToldSo() throws IOException {
        try (var doors = doorsWithIdle(Duration.ofSeconds(2));
                var client = RawSmtp.connect(doors.localPort())) {
            client.sendLines("EHLO x", FROM, TO, "DATA");
            assertThat(client.codes(6)).endsWith("354, 421 4.4.2");
        }
    }

    @Test
    void clientThatSaysAByteASecondIsCutOffAtTheDeadline() throws IOException {
        var clock = new ManualClock();
        var settings = withIdle(Duration.ofMinutes(5));
        try (var doors = new TestDoors(folder, settings, clock);
                var slow = doors.atLocal()) {
            for (int second = 0; second < 311; second++) {
                slow.send("x");
                clock.advance(Duration.ofSeconds(1));
            }
            awaitNobody(doors, clock);
            assertThat(hasHungUp(slow)).isTrue();
        }
    }

    @Test
    void messageThatTricklesInIsCutOffAtTheDeadline() throws IOException {
        var clock = new ManualClock();
        var settings = withIdle(Duration.ofMinutes(5));
        try (var doors = new TestDoors(folder, settings, clock)) {
            var slow = inTheMiddleOfAMessage(doors);
            for (int second = 0; second < 311; second++) {
                slow.send("x");
                clock.advance(Duration.ofSeconds(1));
            }
            awaitNobody(doors, clock);
            assertThat(hasHungUp(slow)).isTrue();
            await().until(() -> doors.reception().abandoned().size() == 1);
            slow.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a line\r\n", "a\0line\r\n", "a bare\nline\r\n"})
    void messageWithoutEndIsRefusedAndCutOff(String line) throws IOException {
        try (var doors = doorsWithIdle(Duration.ofMinutes(5));
                var client = inTheMiddleOfAMessage(doors)) {
            // Five times what is allowed.
            client.send(line.repeat(5 * 100_000 / line.length()));
            assertThat(client.codes(2)).isEqualTo("552 5.3.4, 421 4.3.4");
            assertThat(hasHungUp(client)).isTrue();
        }
    }

    @Test
    void messageThatIsTooLargeButEndsIsRefusedAndTheSessionGoesOn() throws IOException {
        try (var doors = doorsWithIdle(Duration.ofMinutes(5));
                var client = inTheMiddleOfAMessage(doors)) {
            client.send("a line\r\n".repeat(3 * 100_000 / 8) + ".\r\n");
            assertThat(client.codes(1)).isEqualTo("552 5.3.4");
            assertThat(client.code("NOOP")).isEqualTo("250 2.0.0");
        }
    }

    @Test
    void chunkFarLargerThanAMessageMayBeIsNotReadAway() throws IOException {
        try (var doors = doorsWithIdle(Duration.ofMinutes(5));
                var client = doors.atLocal()) {
            client.sendLines(FROM, TO, "BDAT 500000 LAST");
            assertThat(client.codes(3)).endsWith("421 4.3.4");
            assertThat(hasHungUp(client)).isTrue();
        }
    }

    /// Turns the clock on: whoever looks at the deadlines may have read the time just before it was
    /// turned last, and waits for a second that would not come.
    private static void awaitNobody(TestDoors doors, ManualClock clock) {
        await().until(() -> {
            clock.advance(Duration.ofSeconds(1));
            return doors.service().connections() == 0;
        });
    }

    private static boolean hasHungUp(RawSmtp client) throws SocketTimeoutException {
        try {
            return client.reply().isEmpty();
        } catch (SocketTimeoutException stillThere) {
            throw stillThere;
        } catch (IOException _) {
            // A reset says the same.
            return true;
        }
    }

    @Test
    void connectionsAreLimitedInAllAndForEachAddress() throws IOException {
        var settings = new SmtpSettings("mail.test", 1_000, 5, 3, 2, Duration.ofSeconds(20));
        try (var doors = new TestDoors(folder, settings, new SystemClock());
                var one = doors.atStarttls();
                var two = doors.atStarttls()) {
            try (var three = RawSmtp.connect(doors.starttlsPort())) {
                assertThat(three.codes(1)).isEqualTo("421 4.7.0");
                assertThat(three.reply()).isEmpty();
            }
            one.ask("QUIT");
            await().until(() -> doors.service().connections() == 1);
            try (var three = RawSmtp.connect(doors.starttlsPort())) {
                assertThat(three.codes(1)).isEqualTo("220");
            }
            assertThat(two.code("NOOP")).isEqualTo("250 2.0.0");
        }
    }

    @Test
    void allConnectionsTogetherAreLimitedAndTheLocalOnesApart() throws IOException {
        var settings = new SmtpSettings("mail.test", 1_000, 5, 2, 9, Duration.ofSeconds(20));
        try (var doors = new TestDoors(folder, settings, new SystemClock());
                var one = doors.atStarttls();
                var two = doors.atImplicit();
                var three = RawSmtp.connect(doors.starttlsPort());
                var local = doors.atLocal();
                var otherLocal = doors.atLocal();
                var thirdLocal = RawSmtp.connect(doors.localPort())) {
            assertThat(three.codes(1)).isEqualTo("421 4.3.2");
            assertThat(thirdLocal.codes(1)).isEqualTo("421 4.3.2");
            for (var open : List.of(one, two, local, otherLocal)) {
                assertThat(open.code("NOOP")).isEqualTo("250 2.0.0");
            }
        }
    }

    @Test
    void quarterOfThePlacesIsKeptForAddressesFromWhichASiteHasLoggedIn() throws IOException {
        var settings = new SmtpSettings("mail.test", 1_000, 5, 4, 9, Duration.ofSeconds(20));
        try (var doors = new TestDoors(folder, settings, new SystemClock());
                var one = doors.atStarttls();
                var two = doors.atStarttls();
                var site = doors.atImplicit()) {
            try (var stranger = RawSmtp.connect(doors.starttlsPort())) {
                assertThat(stranger.codes(1)).isEqualTo("421 4.3.2");
            }
            assertThat(site.login(OneCredential.USER, OneCredential.PASSWORD)).startsWith("235");
            try (var again = RawSmtp.connect(doors.starttlsPort())) {
                // Greeted before the next one knocks: who comes first is otherwise the scheduler's
                // choice.
                assertThat(again.codes(1)).isEqualTo("220");
                try (var tooMany = RawSmtp.connect(doors.starttlsPort())) {
                    assertThat(tooMany.codes(1)).isEqualTo("421 4.3.2");
                }
            }
            assertThat(one.code("NOOP")).isEqualTo("250 2.0.0");
            assertThat(two.code("NOOP")).isEqualTo("250 2.0.0");
        }
    }

    @Test
    void shutdownWaitsForAMessageAndTellsTheOthers() throws Exception {
        try (var doors = new TestDoors(folder);
                var waiting = doors.loggedIn();
                var sending = doors.loggedIn()) {
            sending.sendLines(FROM, TO, "DATA");
            sending.codes(3);
            var closing = Threads.virtual("closing", doors.service()::close);
            assertThat(waiting.codes(1)).isEqualTo("421 4.3.2");
            assertThat(waiting.reply()).isEmpty();
            sending.sendLines("the end", ".");
            assertThat(sending.codes(2)).isEqualTo("250 2.0.0, 421 4.3.2");
            closing.join();
            assertThat(doors.reception().kept()).hasSize(1);
            assertThat(doors.service().connections()).isZero();
        }
    }

    @Test
    void goodbyeWaitsForNoClientThatReadsNothing() throws Exception {
        var moreThanTheNetworkHolds = Reply.of(421, "4.3.2", "x".repeat(30_000_000));
        var loopback = InetAddress.getLoopbackAddress();
        try (var door = new ServerSocket(0, 1, loopback);
                var deaf = new Socket(loopback, door.getLocalPort());
                var served = door.accept()) {
            var idle = Duration.ofMinutes(5);
            var connection = Connection.over(new Wire.Tcp(served), new SystemClock(), idle);
            var session = Threads.virtual("session", () -> readAndEnd(connection));
            await().until(() -> {
                connection.sayGoodbye(moreThanTheNetworkHolds);
                return deaf.getInputStream().available() > 0;
            });
            assertThat(session.isAlive()).isTrue();
            connection.close();
            assertThat(session.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    private static void readAndEnd(Connection connection) {
        try {
            connection.readLine();
        } catch (IOException closed) {
            // As at a shutdown.
        } finally {
            connection.end();
        }
    }

    @Test
    void localDoorMayBeAUnixSocket() throws IOException {
        var path = folder.resolve("local.socket");
        UnixListener.open(path).close();
        try (var doors = new TestDoors(folder)) {
            doors.service().openLocal(UnixListener.open(path), _ -> OneCredential.SITE);
            assertThat(
                            talk(
                                    path,
                                    "EHLO x\r\n"
                                            + FROM
                                            + "\r\n"
                                            + TO
                                            + "\r\nDATA\r\na\r\n.\r\nQUIT\r\n"))
                    .containsSubsequence("250 2.1.5 Recipient OK", "221 2.0.0 Bye");
            assertThat(doors.reception().kept().getFirst().submitter().client()).isNull();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void localDoorWithoutItsSiteSaysWhatToDo() throws IOException {
        var path = folder.resolve("local.socket");
        try (var doors = new TestDoors(folder)) {
            doors.service().openLocal(UnixListener.open(path), LocalSite.named(Optional::empty));
            assertThat(talk(path, "EHLO x\r\n" + FROM + "\r\nQUIT\r\n"))
                    .anyMatch(line -> line.contains("facteur site"));
        }
    }

    private static List<String> talk(Path path, String bytes) throws IOException {
        try (var client = UnixSocket.connect(path, Duration.ofSeconds(15))) {
            client.output().write(bytes.getBytes(StandardCharsets.US_ASCII));
            var in = new InputStreamReader(client.input(), StandardCharsets.US_ASCII);
            return new BufferedReader(in).lines().toList();
        }
    }

    private TestDoors doorsWithIdle(Duration idle) throws IOException {
        return new TestDoors(folder, withIdle(idle), new SystemClock());
    }

    private static SmtpSettings withIdle(Duration idle) {
        return new SmtpSettings("mail.test", 100_000, 5, 50, 40, idle);
    }
}
