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
}
