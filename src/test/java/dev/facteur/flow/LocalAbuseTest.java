package dev.facteur.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.platform.SystemClock;
import dev.facteur.platform.UnixSocket;
import dev.facteur.submit.maildrop.Sendmail;
import dev.facteur.testkit.PracticeGateway;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Other programs of the machine that want to keep `facteur sendmail` from the gateway's socket. A
/// web page waits for it, so each call is in time.
@Tag("flow")
final class LocalAbuseTest {
    private static final String ANNA = "anna@shop.example";
    private static final int PLACES = 8;

    /// On a machine that has to stand the attack too.
    private static final Duration IN_TIME = Duration.ofSeconds(5);

    @TempDir Path folder;
    private final List<Program> programs = new ArrayList<>();
    private PracticeGateway gateway;

    /// One that speaks with the socket itself.
    private record Program(UnixSocket socket, BufferedReader answers) {
        void send(String text) throws IOException {
            socket.output().write(text.getBytes(UTF_8));
        }

        String answer() throws IOException {
            return String.valueOf(answers.readLine());
        }

        void talkForEver(String text) {
            try {
                while (true) send(text.repeat(1_000));
            } catch (IOException cutOff) {
                // That is what the tests wait for.
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        var settings =
                Map.of(
                        "FACTEUR_SUBMISSION_MAX_CONNECTIONS",
                        String.valueOf(PLACES),
                        "FACTEUR_SUBMISSION_MAX_MESSAGE",
                        "100 KB");
        gateway = PracticeGateway.with(folder, settings);
    }

    @AfterEach
    void stop() throws IOException {
        for (var program : programs) program.socket().close();
        gateway.close();
    }

    @Test
    void silentProgramsKeepNobodyOutAndAreCutOff() throws Exception {
        for (int i = 0; i < PLACES - 1; i++) assertThat(connect().answer()).startsWith("220");
        handOver("meanwhile@example.com");
        gateway.awaitArrivedFor("meanwhile@example.com", 1);
        awaitNobody();
    }

    @Test
    void whereAllPlacesAreTakenTheMailGoesByTheMaildrop() throws Exception {
        for (int i = 0; i < PLACES; i++) assertThat(connect().answer()).startsWith("220");
        assertThat(connect().answer()).startsWith("421 4.3.2");
        handOver("dropped@example.com");
        await().until(() -> {
            gateway.advance(Duration.ofSeconds(1));
            return !gateway.arrivedFor("dropped@example.com").isEmpty();
        });
        try (var left = Files.list(folder.resolve("data/sendmail/maildrop"))) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO ", "MAIL FROM:<a@b.example> X=", "\t", "é"})
    void commandsWithoutEndKeepNobodyOutAndAreCutOff(String line) throws Exception {
        try (var talkers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < PLACES - 1; i++) {
                var program = connect();
                program.send(line);
                talkers.execute(() -> program.talkForEver("x"));
            }
            handOver("meanwhile@example.com");
            gateway.awaitArrivedFor("meanwhile@example.com", 1);
            awaitNobody();
        }
    }

    @Test
    void messageWithoutEndIsRefusedAndCutOff() throws Exception {
        try (var talkers = Executors.newVirtualThreadPerTaskExecutor()) {
            var program = connect();
            program.send("EHLO x\r\nMAIL FROM:<" + ANNA + ">\r\nRCPT TO:<b@c.example>\r\nDATA\r\n");
            while (!program.answer().startsWith("354")) {}
            talkers.execute(() -> program.talkForEver("a line\r\n"));
            assertThat(program.answer()).startsWith("552 5.3.4");
            assertThat(program.answer()).startsWith("421 4.3.4");
        }
        handOver("after@example.com");
        gateway.awaitArrivedFor("after@example.com", 1);
    }

    @Test
    void controlCharactersInArgumentsAreRefused() throws IOException {
        var program = connect();
        assertThat(program.answer()).startsWith("220");
        program.send("HELO x\r\n");
        assertThat(program.answer()).startsWith("250");
        // Four: the fifth thing not understood ends a session.
        for (var octet : List.of("\1", "\t", "\33", "\177")) {
            program.send("MAIL FROM:<an" + octet + "na@shop.example>\r\n");
            assertThat(program.answer()).startsWith("500 5.5.2");
        }
        program.send("MAIL FROM:<anna\r@shop.example>\r\n");
        assertThat(program.answer()).startsWith("421 4.5.2");
    }

    private Program connect() throws IOException {
        var socket = UnixSocket.connect(sendmailFolder().resolve("socket"), Duration.ofSeconds(15));
        var in = new InputStreamReader(socket.input(), ISO_8859_1);
        var program = new Program(socket, new BufferedReader(in));
        programs.add(program);
        return program;
    }

    private Path sendmailFolder() {
        return folder.resolve("data/sendmail");
    }

    private void handOver(String recipient) {
        long start = System.nanoTime();
        var message = "From: " + ANNA + "\nSubject: here\n\ntext\n";
        var said = new ByteArrayOutputStream();
        var sendmail =
                new Sendmail(
                        new SystemClock(),
                        folder,
                        new ByteArrayInputStream(message.getBytes(UTF_8)),
                        said,
                        new PrintStream(said, true, UTF_8));
        var arguments = List.of("--folder", sendmailFolder().toString(), "-f", ANNA, recipient);
        assertThat(sendmail.run(arguments.toArray(String[]::new)))
                .as(said.toString(UTF_8))
                .isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(IN_TIME);
    }

    private void awaitNobody() {
        await().untilAsserted(() -> {
            gateway.advance(Duration.ofMinutes(1));
            assertThat(gateway.meter("facteur_smtp_connections")).isZero();
        });
    }
}
