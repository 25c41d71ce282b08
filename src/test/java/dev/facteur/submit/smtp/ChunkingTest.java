package dev.facteur.submit.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// BDAT (RFC 3030).
class ChunkingTest {
    private static final String FROM = "MAIL FROM:<a@shop.example>";
    private static final String TO = "RCPT TO:<b@c.example>";

    private TestDoors doors;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        doors = new TestDoors(folder);
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void chunksMakeOneMessageAndDotsMeanNothing() throws IOException {
        try (var client = doors.loggedIn()) {
            client.sendLines(FROM, TO);
            client.send("BDAT 9\r\na: b\r\n\r\n.BDAT 7\r\n\r\n.\r\n..BDAT 0 LAST\r\n");
            assertThat(client.codes(5))
                    .isEqualTo("250 2.1.0, 250 2.1.5, 250 2.0.0, 250 2.0.0, 250 2.0.0");
            assertThat(client.code("NOOP")).isEqualTo("250 2.0.0");
        }
        assertThat(doors.reception().kept().getFirst().content())
                .as("the last line's end is added")
                .isEqualTo("a: b\r\n\r\n.\r\n.\r\n..\r\n");
    }

    @Test
    void chunkWithoutTransactionIsReadAway() throws IOException {
        try (var client = doors.loggedIn()) {
            client.send("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");
            assertThat(client.codes(2)).isEqualTo("503 5.5.1, 250 2.0.0");
            client.send(FROM + "\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");
            assertThat(client.codes(3)).isEqualTo("250 2.1.0, 503 5.5.1, 250 2.0.0");
        }
        assertThat(doors.reception().kept()).isEmpty();
    }

    @Test
    void chunkWithoutLoginIsReadAway() throws IOException {
        try (var client = doors.atImplicit()) {
            client.send("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");
            assertThat(client.codes(2)).isEqualTo("530 5.7.0, 250 2.0.0");
        }
    }

    @Test
    void dataAndChunksAreNotMixed() throws IOException {
        try (var client = doors.loggedIn()) {
            client.sendLines(FROM, TO, "BDAT 4", "ab", "DATA", TO, FROM, "AUTH PLAIN", "RSET");
            assertThat(client.codes(8))
                    .isEqualTo(
                            "250 2.1.0, 250 2.1.5, 250 2.0.0, 503 5.5.1, 503 5.5.1, 503 5.5.1,"
                                    + " 503 5.5.1, 250 2.0.0");
        }
        assertThat(doors.reception().kept()).isEmpty();
        assertThat(doors.reception().abandoned()).as("RSET gives it up").hasSize(1);
    }

    @Test
    void chunksThatGrowTooLargeAreRefusedAndTheRestIsReadAway() throws IOException {
        var line = "x".repeat(98) + "\r\n";
        try (var client = doors.loggedIn()) {
            client.sendLines(FROM, TO, "BDAT 60000");
            client.send(line.repeat(600));
            client.sendLines("BDAT 60000");
            client.send(line.repeat(600));
            client.sendLines("BDAT 4 LAST", "ab", "NOOP");
            assertThat(client.codes(6))
                    .isEqualTo("250 2.1.0, 250 2.1.5, 250 2.0.0, 552 5.3.4, 503 5.5.1, 250 2.0.0");
        }
        assertThat(doors.reception().kept()).isEmpty();
    }

    @Test
    void bareLineFeedInChunksIsRefused() throws IOException {
        try (var client = doors.loggedIn()) {
            client.send(FROM + "\r\n" + TO + "\r\nBDAT 5 LAST\r\na\nb\r\nNOOP\r\n");
            assertThat(client.codes(4)).isEqualTo("250 2.1.0, 250 2.1.5, 550 5.6.0, 250 2.0.0");
        }
    }

    @Test
    void lineEndCutBetweenChunksIsWhole() throws IOException {
        try (var client = doors.loggedIn()) {
            client.send(FROM + "\r\n" + TO + "\r\nBDAT 2\r\na\rBDAT 1 LAST\r\n\n");
            assertThat(client.codes(4)).endsWith("250 2.0.0, 250 2.0.0");
        }
        assertThat(doors.reception().kept().getFirst().content()).isEqualTo("a\r\n");
    }

    @Test
    void chunkOfUnreadableLengthEndsTheConnection() throws IOException {
        try (var client = doors.loggedIn()) {
            client.sendLines(FROM, TO, "BDAT many", "QUIT");
            assertThat(client.codes(3)).endsWith("421 4.5.4");
            assertThat(client.reply()).isEmpty();
        }
    }
}
