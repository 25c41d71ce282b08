package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.OneGateway;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.RawSmtp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Mails made to exhaust whoever reads them. Each gets its answer, sent by several clients at once
/// for as long as another client has ten mails of its own delivered.
@Tag("flow")
@ExtendWith(OneGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NastyMailTest {
    private static final String ANNA = "anna@shop.example";
    private static final String FROM = "From: anna@shop.example\r\n";
    private static final int ATTACKERS = 2;
    private static final int HONEST = 10;

    private final PracticeGateway gateway;
    private int round;

    NastyMailTest(PracticeGateway gateway) {
        this.gateway = gateway;
    }

    static Stream<Arguments> mails() {
        return Stream.of(
                Arguments.of("10,000 nested parts", nested(10_000), "550 5.6.0"),
                Arguments.of("10,000 parts in a row", inARow(10_000), "550 5.6.0"),
                Arguments.of("10,000 nested messages", messages(10_000), "550 5.6.0"),
                Arguments.of("50 boundaries that lines only just miss", nearMisses(), "250 2.0.0"),
                Arguments.of(
                        "10 MB of header in one field",
                        FROM + "X: " + "x\r\n ".repeat(2_500_000) + "\r\n\r\n",
                        "550 5.6.0"),
                Arguments.of(
                        "10 MB of header in many fields",
                        FROM + "X: y\r\n".repeat(1_700_000) + "\r\n",
                        "550 5.6.0"),
                Arguments.of(
                        "10 MB of header in one line",
                        FROM + "X: " + "x".repeat(10_000_000),
                        "550 5.6.0"),
                Arguments.of(
                        "1 MB of recipients",
                        FROM + "To: " + "b@c.example,\r\n ".repeat(70_000) + "b@c.example\r\n\r\n",
                        "550 5.6.0"),
                Arguments.of("60 KB of senders", from("anna@shop.example,"), "550 5.6.0"),
                Arguments.of("senders in a name", from("anna@shop.example "), "550 5.6.0"),
                Arguments.of("groups", from("a:;"), "550 5.6.0"),
                Arguments.of("comments that open", from("("), "550 5.6.0"),
                Arguments.of("comments", from("()"), "550 5.6.0"),
                Arguments.of("angle brackets", from("<"), "550 5.6.0"),
                Arguments.of(
                        "routes",
                        "From: <" + folded("@a,") + ":" + ANNA + ">\r\n\r\n",
                        "250 2.0.0"),
                Arguments.of("quotes", from("\"\\\""), "550 5.6.0"),
                Arguments.of("dots", from("a."), "550 5.6.0"),
                Arguments.of(
                        "encoded words cut short",
                        FROM + "Subject:" + folded("=?a?q?") + "\r\n\r\n",
                        "250 2.0.0"),
                Arguments.of(
                        "encoded words",
                        FROM + "Subject:" + folded("=?utf-8?b?4oKs?= ") + "\r\n\r\n",
                        "250 2.0.0"),
                Arguments.of(
                        "101 servers passed",
                        FROM + "Received: x\r\n".repeat(101) + "\r\n",
                        "554 5.4.6"),
                Arguments.of(
                        "20 MB of base 64 in one line",
                        FROM + "\r\n" + "QUJD".repeat(5_000_000) + "\r\n",
                        "550 5.6.0"),
                Arguments.of(
                        "10 MB of blanks",
                        FROM + "\r\n" + (" ".repeat(900) + "\r\n").repeat(11_000) + "x\r\n",
                        "250 2.0.0"),
                Arguments.of(
                        "10 MB of empty lines",
                        FROM + "\r\n" + "\r\n".repeat(5_000_000),
                        "250 2.0.0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mails")
    void getsItsAnswerAndCostsNoOtherClientAnything(String name, String mail, String answer)
            throws Exception {
        round++;
        assertThat(submit(mail)).startsWith(answer);
        var enough = new AtomicBoolean();
        try (var attackers = Executors.newVirtualThreadPerTaskExecutor()) {
            var attacks =
                    Stream.generate(() ->
                                    CompletableFuture.runAsync(
                                            () -> attack(mail, answer, enough), attackers))
                            .limit(ATTACKERS)
                            .toList();
            for (int i = 0; i < HONEST; i++) gateway.submit(ANNA, honest());
            gateway.awaitArrivedFor(honest(), HONEST);
            enough.set(true);
            attacks.forEach(CompletableFuture::join);
        }
    }

    private String honest() {
        return "honest" + round + "@example.com";
    }

    private void attack(String mail, String answer, AtomicBoolean enough) {
        try {
            do {
                assertThat(submit(mail)).startsWith(answer);
            } while (!enough.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the code that decided.
    private String submit(String mail) throws IOException {
        try (var client = RawSmtp.connect(gateway.localPort())) {
            client.reply();
            client.sendLines(
                    "EHLO x", "MAIL FROM:<" + ANNA + ">", "RCPT TO:<full@example.com>", "DATA");
            assertThat(client.codes(4)).endsWith("354");
            client.send(mail + "\r\n.\r\n");
            return client.codes(1);
        }
    }

    private static String nested(int depth) {
        var mail = new StringBuilder(FROM);
        for (int i = 0; i < depth; i++) {
            mail.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\r\n\r\n");
            mail.append("--b").append(i).append("\r\n");
        }
        return mail.append("\r\nx\r\n").toString();
    }

    private static String inARow(int count) {
        return FROM
                + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\n\r\nx\r\n".repeat(count);
    }

    private static String messages(int depth) {
        return FROM + "Content-Type: message/rfc822\r\n\r\n".repeat(depth) + "x\r\n";
    }

    /// Every line begins as the delimiter of each level around it does.
    private static String nearMisses() {
        var prefix = "b".repeat(60);
        var mail = new StringBuilder(FROM);
        for (int i = 10; i < 59; i++) {
            mail.append("Content-Type: multipart/mixed; boundary=").append(prefix).append(i);
            mail.append("\r\n\r\n--").append(prefix).append(i).append("\r\n");
        }
        return mail.append("\r\n").append(("--" + prefix + "00\r\n").repeat(150_000)).toString();
    }

    private static String from(String piece) {
        return "From:" + folded(piece) + "\r\n\r\n";
    }

    /// The piece again and again, nearly as much as a field may hold, in lines of the usual length.
    private static String folded(String piece) {
        var line = "\r\n " + piece.repeat(Math.max(1, 75 / piece.length()));
        return line.repeat(60_000 / line.length());
    }
}
