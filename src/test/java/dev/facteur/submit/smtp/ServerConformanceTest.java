package dev.facteur.submit.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.SystemClock;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.testkit.Dialogue;
import dev.facteur.testkit.Dialogue.Line;
import dev.facteur.testkit.EnvelopeText;
import dev.facteur.testkit.ListReception;
import dev.facteur.testkit.RawSmtp;
import dev.facteur.testkit.TestAuthority;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The rules of SMTP that bind a server, one dialogue each (`conformance/server`), held with the
/// production doors. Each is held twice: every group of commands in one write, and in small pieces.
///
/// Beside what a dialogue says itself, each shows that every reply is well formed and carries a
/// fitting enhanced status, that a connection ends after a 221 or a 421 only, that the two sides
/// are still in step at the end, and that no mail was kept but those it names.
class ServerConformanceTest {
    private static final SmtpSettings SETTINGS =
            new SmtpSettings("mail.test", 100_000, 1_000, 50, 40, Duration.ofSeconds(20));

    /// RFC 5321 §4.5.3.1.5, with CRLF.
    private static final int LONGEST_REPLY_LINE = 512;

    /// RFC 2034 §4: all but the greeting, the answers to EHLO and HELO, and 3yz.
    private static final String WITHOUT_STATUS =
            "(220|250)[ -](mail\\.test|PIPELINING|SIZE|8BITMIME|SMTPUTF8|ENHANCEDSTATUSCODES|DSN"
                    + "|CHUNKING|STARTTLS|AUTH)( .*)?|3\\d\\d .*";

    private static final String WITH_STATUS =
            "(?<class>[245])\\d\\d[ -]\\k<class>\\.\\d{1,3}\\.\\d{1,3} .+";

    @TempDir private static Path folder;
    private static TestAuthority authority;
    private static ServerTls tls;

    @BeforeAll
    static void issueCertificate() throws IOException {
        authority = TestAuthority.create(folder);
        tls = TestDoors.certificate(authority);
    }

    @TestFactory
    Stream<DynamicContainer> rules() {
        return Dialogue.tests("server", ServerConformanceTest::hold);
    }

    private static void hold(Dialogue dialogue, boolean pieces) throws IOException {
        var doors = new TestDoors(authority, tls, SETTINGS, new SystemClock());
        try (doors;
                var client = client(doors, door(dialogue, pieces))) {
            new Conversation(client, pieces).hold(dialogue);
        }
        assertKept(dialogue, doors.reception().kept());
    }

    /// Where TLS and login play no part, the pieces go to the local door: without TLS they are the
    /// pieces that the server reads.
    private static String door(Dialogue dialogue, boolean pieces) {
        return dialogue.setting("door", pieces ? "greeted at local" : "logged in");
    }

    private static RawSmtp client(TestDoors doors, String door) throws IOException {
        return switch (door) {
            case "logged in" -> doors.loggedIn();
            case "greeted at local" -> doors.atLocal();
            case "greeted" -> doors.atImplicit();
            case "implicit in clear" -> RawSmtp.connect(doors.implicitPort());
            case "implicit" -> RawSmtp.connectTls(doors.implicitPort(), authority);
            case "starttls" -> RawSmtp.connect(doors.starttlsPort());
            case "local" -> RawSmtp.connect(doors.localPort());
            default -> throw new IllegalArgumentException(door);
        };
    }

    private static void assertKept(Dialogue dialogue, List<ListReception.Mail> mails) {
        assertThat(mails.stream().map(mail -> EnvelopeText.of(mail.envelope())))
                .as("the mails kept")
                .containsExactlyElementsOf(texts(dialogue, "kept"));
        var contents = texts(dialogue, "content");
        if (contents.isEmpty()) return;
        assertThat(mails.stream().map(ListReception.Mail::content))
                .as("their contents")
                .containsExactlyElementsOf(contents);
    }

    private static List<String> texts(Dialogue dialogue, String head) {
        return dialogue.lines().stream()
                .filter(line -> line.head().equals(head))
                .map(line -> line.octets().getFirst())
                .map(octets -> new String(octets.getBytes(ISO_8859_1), UTF_8))
                .toList();
    }

    /// The client's side of a dialogue.
    private static final class Conversation {
        private final RawSmtp client;
        private final boolean pieces;
        private final StringBuilder group = new StringBuilder();
        private String lastReply = "";
        private boolean over;

        Conversation(RawSmtp client, boolean pieces) {
            this.client = client;
            this.pieces = pieces;
        }

        void hold(Dialogue dialogue) throws IOException {
            for (var line : dialogue.lines()) play(line);
            if (over) return;
            group.append("QUIT\r\n");
            send();
            assertThat(reply()).as("the reply to QUIT at the end").startsWith("221 2.0.0");
            expectEnd();
        }

        private void play(Line line) throws IOException {
            switch (line.head()) {
                case "C" -> line.octets().forEach(text -> group.append(text).append("\r\n"));
                case "C raw" -> line.octets().forEach(group::append);
                case "C starts TLS" -> client.startTls(authority);
                case "C hangs up" -> {
                    send();
                    client.close();
                    over = true;
                }
                case "S" -> expect(line);
                case "S closes" -> {
                    send();
                    expectEnd();
                }
                case "S breaks off" -> {
                    send();
                    while (!nextLine().isEmpty()) {
                        // A TLS alert is not for our eyes.
                    }
                    over = true;
                }
                case "door", "kept", "content", "in one piece" -> {}
                default -> throw new IllegalArgumentException(line.toString());
            }
        }

        private void expect(Line line) throws IOException {
            send();
            var pattern = Dialogue.pattern(line.text(), true);
            for (int i = 0; i < line.times(); i++) {
                assertThat(reply()).as(line.toString()).matches(pattern);
            }
        }

        private void send() {
            var octets = group.toString();
            group.setLength(0);
            var sendings = pieces ? Dialogue.inPieces(octets) : List.of(octets);
            try {
                for (var piece : sendings) client.send(piece.getBytes(ISO_8859_1));
            } catch (IOException _) {
                // The server has hung up in the middle; what it said before can still be read.
            }
        }

        private String reply() throws IOException {
            var line = nextLine();
            assertThat(line)
                    .as("a reply")
                    .endsWith("\r\n")
                    .hasSizeLessThanOrEqualTo(LONGEST_REPLY_LINE);
            lastReply = line.substring(0, line.length() - 2);
            assertThat(lastReply).matches("[ -~]*").matches(WITHOUT_STATUS + "|" + WITH_STATUS);
            return lastReply;
        }

        private void expectEnd() throws IOException {
            assertThat(nextLine()).as("nothing more").isEmpty();
            assertThat(lastReply).as("the last reply (RFC 5321 §3.8)").matches("(221|421) .*");
            over = true;
        }

        private String nextLine() throws IOException {
            try {
                return client.rawLine();
            } catch (SocketException _) {
                return "";
            }
        }
    }
}
