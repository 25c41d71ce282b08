package dev.facteur.submit.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.facteur.testkit.OneCredential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// What the log says of refused mail.
class RefusalLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private TestDoors doors;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
        doors = new TestDoors(folder);
    }

    @AfterEach
    void close() {
        doors.close();
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    void refusedRecipientIsLoggedWithAllThatIsKnown() throws IOException {
        try (var client = doors.loggedIn()) {
            client.ask("MAIL FROM:<a@shop.example> SIZE=10");
            assertThat(client.code("RCPT TO:<refused@c.example>")).isEqualTo("550 5.1.1");
        }
        assertThat(lines())
                .singleElement()
                .asString()
                .contains(
                        "client=\"127.0.0.1\"",
                        "command=\"RCPT\"",
                        "user=\"" + OneCredential.USER,
                        "from=\"<a@shop.example>\"",
                        "to=\"<refused@c.example>\"",
                        "reply=\"550 5.1.1 ");
    }

    @Test
    void senderAndContentThatAreRefusedAreLoggedToo() throws IOException {
        try (var client = doors.atImplicit()) {
            client.ask("MAIL FROM:<a@shop.example>");
        }
        try (var client = doors.atLocal()) {
            client.ask("MAIL FROM:a@shop.example extra");
            client.ask("MAIL FROM:<b@shop.example>");
            client.ask("DATA");
        }
        assertThat(lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("from=\"<a@shop.example>\"", "530 5.7.0"),
                        line -> assertThat(line).contains("command=\"MAIL\"", "501 5.5.4"),
                        line ->
                                assertThat(line)
                                        .contains(
                                                "command=\"DATA\"",
                                                "from=\"<b@shop.example>\"",
                                                "503 5.5.1"));
    }

    @Test
    void otherCommandsAndTooManyRefusalsAreNotLogged() throws IOException {
        try (var client = doors.loggedIn()) {
            client.ask("EXPN all");
            for (int i = 0; i < 30; i++) {
                client.sendLines(
                        "MAIL FROM:<a@shop.example>", "RCPT TO:<refused@c.example>", "RSET");
                client.codes(3);
            }
        }
        assertThat(lines()).hasSizeBetween(1, 20).noneMatch(line -> line.contains("EXPN"));
    }

    private List<String> lines() {
        return List.copyOf(lines.list).stream()
                .map(event -> event.getKeyValuePairs() + " " + event.getFormattedMessage())
                .toList();
    }
}
