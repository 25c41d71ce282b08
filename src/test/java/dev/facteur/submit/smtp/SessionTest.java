package dev.facteur.submit.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Envelope;
import dev.facteur.mail.Notify;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The order of commands, and what a message may be (RFC 5321, RFC 2920, RFC 1870).
class SessionTest {
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
    void manyMailsGoThroughOneConnection() throws IOException {
        try (var client = doors.loggedIn()) {
            for (int i = 0; i < 150; i++) {
                client.sendLines("RSET", FROM, TO, "BDAT 6 LAST", "x: y");
                assertThat(client.codes(4)).endsWith("250 2.0.0");
            }
        }
        assertThat(doors.reception().kept()).hasSize(150);
    }

    @Test
    void envelopeIsWhatTheClientSaid() throws IOException {
        try (var client = doors.loggedIn()) {
            client.sendLines(
                    FROM + " BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=id+2B1 SIZE=10",
                    "RCPT TO:<jürgen@c.example> NOTIFY=DELAY ORCPT=rfc822;x@y.example",
                    "RCPT TO:<b@C.example>",
                    "RCPT TO:<b@c.EXAMPLE>",
                    "BDAT 4 LAST",
                    "ab");
            assertThat(client.codes(5)).endsWith("250 2.0.0");
        }
        var mail = doors.reception().kept().getFirst();
        assertThat(mail.submitter().protocol()).isEqualTo("UTF8SMTPSA");
        var envelope = mail.envelope();
        assertThat(envelope.body()).isEqualTo(Envelope.Body.EIGHT_BIT);
        assertThat(envelope.returned()).isEqualTo(Envelope.Returned.FULL);
        assertThat(envelope.envelopeId()).isEqualTo("id+1");
        assertThat(envelope.recipients()).as("a recipient named twice counts once").hasSize(2);
        var first = envelope.recipients().getFirst();
        assertThat(first.address()).hasToString("jürgen@c.example");
        assertThat(first.notification()).isEqualTo(new Notify(true, false, false, true));
        assertThat(first.originalRecipient()).isEqualTo("rfc822;x@y.example");
        assertThat(envelope.recipients().get(1).notification()).isEqualTo(Notify.UNSTATED);
    }

    @Test
    void oneRecipientTooManyIsToldToComeInAnotherMail() throws IOException {
        try (var client = doors.loggedIn()) {
            client.ask(FROM);
            for (int i = 0; i < 5; i++) {
                assertThat(client.code("RCPT TO:<b" + i + "@c.example>")).isEqualTo("250 2.1.5");
            }
            assertThat(client.code(TO)).isEqualTo("452 4.5.3");
            client.sendLines("BDAT 0 LAST");
            assertThat(client.codes(1)).isEqualTo("250 2.0.0");
        }
        assertThat(doors.reception().kept().getFirst().envelope().recipients()).hasSize(5);
    }

    @Test
    void messageThatGrowsTooLargeIsRefusedAndTheSessionGoesOn() throws IOException {
        var line = "x".repeat(98) + "\r\n";
        try (var client = doors.loggedIn()) {
            client.sendLines(FROM, TO, "DATA");
            client.codes(3);
            client.send(line.repeat(1_001) + ".\r\n");
            assertThat(client.codes(1)).isEqualTo("552 5.3.4");
            client.sendLines(FROM, TO, "DATA");
            assertThat(client.codes(3)).endsWith("354");
            client.send(line.repeat(1_000) + ".\r\n");
            assertThat(client.codes(1)).isEqualTo("250 2.0.0");
        }
        assertThat(doors.reception().kept()).hasSize(1);
        assertThat(doors.reception().abandoned()).hasSize(1);
    }

    static List<String[]> sequences() throws IOException {
        try (var in = SessionTest.class.getResourceAsStream("/vectors/smuggling/end-of-data.tsv")) {
            assertThat(in).isNotNull();
            var text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines().skip(1).map(line -> line.split("\t")).toList();
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("sequences")
    void noSequenceSmugglesASecondMail(String id, String escaped, String expected)
            throws IOException {
        var sequence = escaped.replace("\\x00", "\0").translateEscapes();
        var smuggled = "MAIL FROM:<evil@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n";
        try (var client = doors.loggedIn()) {
            client.sendLines(FROM, TO, "DATA");
            client.codes(3);
            client.send("hello" + sequence + smuggled + "evil\r\n.\r\nNOOP\r\n");
            switch (id) {
                case "std" ->
                        assertThat(client.codes(6))
                                .startsWith("250 2.0.0, 250 2.1.0, 250 2.1.5, 354, 250 2.0.0");
                case "crlf." -> assertThat(client.codes(2)).isEqualTo("250 2.0.0, 250 2.0.0");
                default -> assertThat(client.codes(2)).isEqualTo("550 5.6.0, 250 2.0.0");
            }
        }
        boolean smuggledOne =
                doors.reception().kept().stream()
                        .anyMatch(mail -> mail.envelope().senderText().startsWith("evil"));
        assertThat(smuggledOne).isEqualTo(expected.equals("END"));
        assertThat(doors.reception().kept())
                .as("no bare byte goes any further")
                .noneMatch(mail -> mail.content().replace("\r\n", "").matches("(?s).*[\r\n\0].*"));
    }

    @Test
    void fiveCommandsOfNonsenseAreEnough() throws IOException {
        try (var client = doors.loggedIn()) {
            client.sendLines("GET / HTTP/1.1", "Host: x", "", "MAIL", "XYZZY", "NOOP");
            assertThat(client.codes(5))
                    .isEqualTo("500 5.5.1, 500 5.5.1, 500 5.5.1, 501 5.5.4, 421 4.7.0");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void clientThatOnlyPassesTheTimeIsSentAway() throws IOException {
        try (var client = doors.loggedIn()) {
            for (int i = 0; i < 99; i++) client.ask("NOOP");
            assertThat(client.code("NOOP")).isEqualTo("421 4.7.0");
        }
    }

    @Test
    void bugEndsOneSessionAndNoOther() throws IOException {
        try (var client = doors.loggedIn();
                var other = doors.loggedIn()) {
            assertThat(client.code("MAIL FROM:<bug@x.example>")).isEqualTo("421 4.3.0");
            assertThat(other.code(FROM)).isEqualTo("250 2.1.0");
        }
    }

    @Test
    void hangingUpInTheMiddleOfAMessageLeavesNothing() throws IOException {
        try (var client = doors.loggedIn()) {
            client.sendLines(FROM, TO, "DATA");
            client.codes(3);
            client.sendLines("half a mess");
        }
        doors.close();
        assertThat(doors.reception().kept()).isEmpty();
        assertThat(doors.reception().abandoned()).hasSize(1);
    }
}
