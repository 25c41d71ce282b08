package dev.facteur.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.OneGateway;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.RawSmtp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole gateway is nobody's relay but its sites', and sends for each as itself only, however
/// the address is written. After each attempt another client's mail goes through.
@Tag("flow")
@ExtendWith(OneGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RelayAbuseTest {
    private static final String ANNA = "anna@shop.example";

    /// Log in first, or: that is no address.
    private static final Predicate<String> NOT_TAKEN =
            Pattern.compile("530 5\\.7\\.0|501 5\\.1\\.[37]").asMatchPredicate();

    private final PracticeGateway gateway;
    private int expected;
    private int others;

    RelayAbuseTest(PracticeGateway gateway) {
        this.gateway = gateway;
    }

    /// What has arrived in the end is what was meant to, and nothing else.
    @AfterEach
    void anotherClientIsServedAndNothingElseArrived() throws Exception {
        expected++;
        gateway.submit(ANNA, "other@example.com");
        gateway.awaitArrivedFor("other@example.com", ++others);
        assertThat(gateway.arrived()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user@victim.example",
                "user%victim.example@shop.example",
                "user%victim.example@gateway.example",
                "user%victim.example@[127.0.0.1]",
                "user%victim.example",
                "@shop.example:user@victim.example",
                "@gateway.example,@localhost:user@victim.example",
                "\"user@victim.example\"@shop.example",
                "\"user@victim.example\"",
                "\"user%victim.example\"@shop.example",
                "victim.example!user@shop.example",
                "victim.example!user",
                "user@victim.example@shop.example",
                "user@localhost",
                "user@[127.0.0.1]",
                "postmaster",
                "postmaster@gateway.example",
                ""
            })
    void strangersRelayNothing(String path) throws IOException {
        for (var sender : List.of("", path)) {
            try (var clear = RawSmtp.connect(gateway.starttlsPort())) {
                clear.reply();
                assertThat(answers(clear, sender, path)).as("in clear").containsOnly("530 5.7.0");
                assertThat(clear.code("STARTTLS")).isEqualTo("220 2.0.0");
                clear.startTls(gateway.authority());
                assertThat(answers(clear, sender, path)).allMatch(NOT_TAKEN);
            }
        }
        try (var implicit = RawSmtp.connectTls(gateway.implicitPort(), gateway.authority())) {
            implicit.reply();
            assertThat(answers(implicit, ANNA, path)).allMatch(NOT_TAKEN);
        }
    }

    /// Each command on its own, whatever was answered before, as a scanner for open relays does.
    private static List<String> answers(RawSmtp client, String sender, String path)
            throws IOException {
        client.ask("EHLO scanner.example");
        return List.of(
                client.code("MAIL FROM:<" + sender + ">"),
                client.code("RCPT TO:<" + path + ">"),
                client.code("DATA"),
                client.code("BDAT 0 LAST"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil@other.example",
                "@shop.example:evil@other.example",
                "@shop.example,@shop.example:evil@other.example",
                "anna%shop.example@other.example",
                "\"anna@shop.example\"@other.example",
                "\"anna@shop.example \"@other.example",
                "anna@shop.example@other.example",
                "shop.example!anna@other.example",
                "anna@shop.example.other.example",
                "anna@mail.shop.example",
                "anna@shop.example.",
                "anna@shop。example.other",
                "anna@[127.0.0.1]",
                "anna",
                "\"anna@shop.example\""
            })
    void siteSendsAsNobodyElse(String sender) throws IOException {
        try (var client = loggedIn()) {
            assertThat(client.ask("MAIL FROM:<" + sender + "> SMTPUTF8"))
                    .as("sender")
                    .startsWith("5");
            assertThat(client.code("RCPT TO:<user@victim.example>")).isEqualTo("503 5.5.1");
            client.sendLines("MAIL FROM:<" + ANNA + "> SMTPUTF8", "RCPT TO:<u@v.example>", "DATA");
            assertThat(client.codes(3)).endsWith("354");
            client.sendLines("From: Anna <" + sender + ">", "Subject: x", "", "x", ".");
            assertThat(client.reply()).as("From").startsWith("550 5.");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: anna@shop.example, evil@other.example",
                "From: anna@shop.example <evil@other.example>",
                "From: evil@other.example <anna@shop.example>",
                "From: anna@shop.example\r\nFrom: evil@other.example",
                "From: anna@shop.example\r\nfrom : evil@other.example",
                "From: anna@shop.example\r\nSender: evil@other.example",
                "From: friends: evil@other.example;",
                "From: =?utf-8?q?anna?= <evil@other.example> (anna@shop.example)",
                "From: <@shop.example:evil@other.example>",
                "From: \"<anna@shop.example>\" <evil@other.example>",
                "X: y\r\n z\r\n\tFrom: anna@shop.example",
                "From:\r\n evil@other.example",
                " From: anna@shop.example",
                "From: an\u0000na@shop.example"
            })
    void noWayOfWritingTheHeaderSendsAsSomebodyElse(String header) throws IOException {
        try (var client = loggedIn()) {
            client.sendLines("MAIL FROM:<" + ANNA + ">", "RCPT TO:<u@v.example>", "DATA");
            assertThat(client.codes(3)).endsWith("354");
            client.sendLines(header, "", "x", ".");
            assertThat(client.reply()).startsWith("550 5.");
        }
    }

    /// Facteur is no final destination: what stands before the last `@` is for those who are.
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            textBlock =
                    """
                    a%victim.example@example.com,            a%victim.example@example.com
                    victim.example!b@example.com,            victim.example!b@example.com
                    @shop.example:c@example.com,             c@example.com
                    """)
    void recipientOfASiteIsTakenAsItIsWritten(String path, String recipient) throws Exception {
        expected++;
        gateway.submit(ANNA, path);
        assertThat(gateway.awaitArrivedFor(recipient, 1)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO a%sb",
                "HELO a%sb",
                "NOOP a%sb",
                "VRFY a%sb",
                "MAIL FROM:<an%sna@shop.example>",
                "MAIL FROM:<\"an%sna\"@shop.example>",
                "MAIL FROM:<anna@shop.example> ENVID=a%sb",
                "MAIL FROM:<anna@shop.example> RET=HD%sRS",
                "MAIL FROM:<anna@shop.example> SIZE=1%s0",
                "MAIL FROM:<anna@shop.example> BODY=8BIT%sMIME",
                "MAIL FROM:<anna@shop.example> SMTP%sUTF8",
                "RCPT TO:<b%sob@victim.example>",
                "RCPT TO:<bob@victim.example> NOTIFY=NE%sVER",
                "RCPT TO:<bob@victim.example> ORCPT=rfc822;b%sob",
                "BDAT 1%s0 LAST",
                "BDAT 10 LA%sST",
                "AUTH PLAIN AH%sNo",
                "DATA%s",
                "QUIT%s"
            })
    void lineEndOrNulInAParameterEndsTheConnection(String template) throws IOException {
        for (var octet : List.of("\r", "\n", "\0")) {
            try (var client = RawSmtp.connect(gateway.localPort())) {
                client.reply();
                client.sendLines("EHLO x", "MAIL FROM:<" + ANNA + ">");
                client.codes(2);
                client.send(template.formatted(octet + "RSET") + "\r\nNOOP\r\n");
                assertThat(client.codes(1)).isEqualTo("421 4.5.2");
                assertThat(client.reply()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<anna@shop.example> ENVID=a+0D+0Ab",
                "MAIL FROM:<anna@shop.example> ENVID=a+00b",
                "RCPT TO:<bob@victim.example> ORCPT=rfc822;a+0Ab",
                "RCPT TO:<bob@victim.example> ORCPT=rfc822;a+00b"
            })
    void lineEndOrNulThatIsEncodedIsRefusedToo(String line) throws IOException {
        try (var client = RawSmtp.connect(gateway.localPort())) {
            client.reply();
            client.ask("EHLO x");
            if (line.startsWith("RCPT")) client.ask("MAIL FROM:<" + ANNA + ">");
            assertThat(client.ask(line)).startsWith("501 5.5.4");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from=anna%0D%0A@shop.example&to=bob@victim.example",
                "from=anna@shop.example%0D%0ARCPT&to=bob@victim.example",
                "from=anna@shop.example&to=bob%0A@victim.example",
                "from=anna@shop.example&to=bob@victim.example%00",
                "from=anna@shop.example&to=%22bo%0Db%22@victim.example",
                "from=evil@other.example&to=bob@victim.example",
                "from=@shop.example:evil@other.example&to=bob@victim.example",
                "from=%22anna@shop.example%22@other.example&to=bob@victim.example"
            })
    void httpDoorRefusesTheSameTricks(String query) throws Exception {
        assertThat(post(query, gateway.apiKey())).isBetween(400, 422);
        var honest = "from=anna@shop.example&to=bob@victim.example";
        assertThat(post(honest, "wrong")).isEqualTo(401);
        assertThat(post(honest, PracticeGateway.LOGIN_PASSWORD)).isEqualTo(401);
    }

    private int post(String query, String key) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(gateway.http("/v1/messages?").toString() + query))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "message/rfc822")
                        .POST(BodyPublishers.ofString("From: anna@shop.example\r\n\r\nx\r\n"))
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void whatWasInjectedBeforeTlsIsNeverDone() throws IOException {
        try (var client = RawSmtp.connect(gateway.starttlsPort())) {
            client.reply();
            client.ask("EHLO x");
            client.sendLines(
                    "STARTTLS",
                    "EHLO injected.example",
                    "AUTH PLAIN " + plain(),
                    "MAIL FROM:<" + ANNA + ">",
                    "RCPT TO:<bob@victim.example>",
                    "DATA");
            assertThat(client.codes(1)).isEqualTo("421 4.7.0");
            assertThat(client.reply()).isEmpty();
        }
    }

    /// Somebody in between has taken STARTTLS out of our reply, and the client goes on without.
    @Test
    void clientThatIsToldOfNoTlsGetsNoFurtherInClear() throws IOException {
        try (var client = RawSmtp.connect(gateway.starttlsPort())) {
            client.reply();
            client.ask("EHLO x");
            assertThat(client.code("AUTH PLAIN " + plain())).isEqualTo("530 5.7.0");
            assertThat(client.code("AUTH LOGIN")).isEqualTo("530 5.7.0");
            assertThat(client.code("MAIL FROM:<" + ANNA + ">")).isEqualTo("530 5.7.0");
        }
    }

    private RawSmtp loggedIn() throws IOException {
        var client = RawSmtp.connectTls(gateway.implicitPort(), gateway.authority());
        client.reply();
        client.ask("EHLO x");
        assertThat(client.code("AUTH PLAIN " + plain())).isEqualTo("235 2.7.0");
        return client;
    }

    private static String plain() {
        var response = "\0" + PracticeGateway.LOGIN + "\0" + PracticeGateway.LOGIN_PASSWORD;
        return Base64.getEncoder().encodeToString(response.getBytes(UTF_8));
    }
}
