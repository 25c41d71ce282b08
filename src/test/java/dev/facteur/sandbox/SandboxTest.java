package dev.facteur.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.platform.SystemClock;
import dev.facteur.platform.SystemConnector;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.RawSmtp;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.TestAuthority;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxTest {
    private final SecureRandom random = new SecureRandom();
    private final ManualClock clock = new ManualClock();
    private final HttpClient http = HttpClient.newHttpClient();
    private TestAuthority authority;
    private ServerTls tls;
    private Sandbox sandbox;

    @TempDir Path folder;

    @BeforeEach
    void start() throws IOException {
        authority = TestAuthority.create(folder);
        var issued = authority.issue("localhost");
        tls =
                ServerTls.fromFiles(
                        issued.certificateFile(), issued.keyFile(), new SystemClock(), random);
        sandbox = start(SandboxSettings.onFreePorts(null));
    }

    @AfterEach
    void stop() {
        sandbox.close();
        http.close();
    }

    private Sandbox start(SandboxSettings settings) throws IOException {
        return Sandbox.start(settings, tls, clock, random);
    }

    @Test
    void mailIsKeptAsItWasSent() throws Exception {
        try (var client = greeted()) {
            client.sendLines("MAIL FROM:<a@example.com>", "RCPT TO:<b@example.org>", "DATA");
            assertThat(client.codes(3)).isEqualTo("250 2.1.0, 250 2.1.5, 354");
            client.sendLines("Subject: =?UTF-8?Q?caf=C3=A9?=", "", "..dot", "end", ".");
            assertThat(client.reply()).isEqualTo("250 2.0.0 Kept for practice as mail 1");
        }
        var mail = sandbox.inbox().mails().getFirst();
        assertThat(new String(mail.bytes(), StandardCharsets.US_ASCII))
                .isEqualTo("Subject: =?UTF-8?Q?caf=C3=A9?=\r\n\r\n.dot\r\nend\r\n");
        assertThat(mail.header("Subject")).isEqualTo("café");
        assertThat(mail.received().sender()).isEqualTo("a@example.com");
        assertThat(mail.received().recipients()).containsExactly("b@example.org");
        assertThat(mail.received().tls()).isEmpty();
    }

    @Test
    void recipientsOfOneMailAreAnsweredEachByTheirBehaviour() throws Exception {
        try (var client = greeted()) {
            client.sendLines(
                    "MAIL FROM:<a@example.com>",
                    "RCPT TO:<tempfail@example.org>",
                    "RCPT TO:<permfail+7@example.org>",
                    "RCPT TO:<FULL@example.org>",
                    "RCPT TO:<anna@example.org>",
                    "DATA");
            assertThat(client.codes(6))
                    .isEqualTo("250 2.1.0, 451 4.3.0, 550 5.1.1, 452 4.2.2, 250 2.1.5, 354");
            client.sendLines("Subject: x", "", "y", ".");
            assertThat(client.codes(1)).isEqualTo("250 2.0.0");
        }
        assertThat(sandbox.inbox().mails().getFirst().received().recipients())
                .containsExactly("anna@example.org");
    }

    @Test
    void whatIsToComeBackIsTakenFirstAndBroughtToTheDoorAMomentLater() throws Exception {
        try (var door = ScriptedServer.start(s -> s.greet().takeMails());
                var returning =
                        Sandbox.start(
                                SandboxSettings.onFreePorts(null)
                                        .at(new SandboxSettings.Ports(0, 0, 0, door.port())),
                                tls,
                                clock,
                                random,
                                new SystemConnector())) {
            send(returning, "a@bounce.example.com", "bounce+1@example.org");
            send(returning, "a@bounce.example.com", "complain@example.org");
            send(returning, "", "bounce@example.org");
            assertThat(door.connections()).isZero();

            clock.advance(Duration.ofSeconds(1));

            await().untilAsserted(() -> assertThat(door.heard("RCPT")).hasSize(2));
            assertThat(door.heard("MAIL"))
                    .anyMatch(line -> line.startsWith("MAIL FROM:<>"))
                    .anyMatch(line -> line.startsWith("MAIL FROM:<feedback@"));
            assertThat(door.heard("RCPT"))
                    .containsExactlyInAnyOrder(
                            "RCPT TO:<a@bounce.example.com>", "RCPT TO:<fbl@bounce.example.com>");
        }
    }

    private static void send(Sandbox to, String sender, String recipient) throws IOException {
        try (var client = RawSmtp.connect(to.starttlsPort())) {
            client.reply();
            client.ask("EHLO gateway.example");
            client.sendLines("MAIL FROM:<" + sender + ">", "RCPT TO:<" + recipient + ">", "DATA");
            assertThat(client.codes(3)).isEqualTo("250 2.1.0, 250 2.1.5, 354");
            client.sendLines("Subject: x", "", "y", ".");
            assertThat(client.codes(1)).isEqualTo("250 2.0.0");
        }
    }

    @Test
    void mailWithoutAcceptedRecipientHasNoContent() throws Exception {
        try (var client = greeted()) {
            client.sendLines("MAIL FROM:<>", "RCPT TO:<permfail@example.org>", "DATA", "NOOP");
            assertThat(client.codes(4)).isEqualTo("250 2.1.0, 550 5.1.1, 503 5.5.1, 250 2.0.0");
        }
    }

    @Test
    void greylistedRecipientIsAcceptedAfterTheWait() throws Exception {
        try (var client = greeted()) {
            assertThat(greylistedTry(client)).isEqualTo("451 4.7.1");
            clock.advance(Duration.ofSeconds(4));
            assertThat(greylistedTry(client)).isEqualTo("451 4.7.1");
            clock.advance(Duration.ofSeconds(1));
            assertThat(greylistedTry(client)).isEqualTo("250 2.1.5");
        }
    }

    private static String greylistedTry(RawSmtp client) throws IOException {
        client.ask("RSET");
        client.ask("MAIL FROM:<a@example.com>");
        return client.code("RCPT TO:<greylist@example.org>");
    }

    @Test
    void hangupAfterDotKeepsTheMailAndSaysNothing() throws Exception {
        try (var client = greeted()) {
            client.sendLines(
                    "MAIL FROM:<a@example.com>", "RCPT TO:<hangup-after-dot@x.org>", "DATA");
            assertThat(client.codes(3)).endsWith("354");
            client.sendLines("Subject: x", "", "y", ".");
            assertHungUp(client);
        }
        assertThat(sandbox.inbox().mails())
                .singleElement()
                .satisfies(mail -> assertThat(mail.received().answered()).isFalse());
    }

    @Test
    void hangupInDataBreaksBeforeTheContentAndKeepsNothing() throws Exception {
        try (var client = greeted()) {
            client.sendLines("MAIL FROM:<a@example.com>", "RCPT TO:<hangup-in-data@x.org>", "DATA");
            assertThat(client.codes(2)).isEqualTo("250 2.1.0, 250 2.1.5");
            assertHungUp(client);
        }
        assertThat(sandbox.inbox().mails()).isEmpty();
    }

    @Test
    void slowRecipientHoldsOnlyItsOwnConnectionUp() throws Exception {
        try (var slow = greeted();
                var quick = greeted()) {
            submit(slow, "slow@example.org");
            submit(quick, "quick@example.org");
            assertThat(quick.codes(1)).isEqualTo("250 2.0.0");
            await().until(() -> sandbox.inbox().mails().size() == 2);
            clock.advance(Duration.ofSeconds(20));
            assertThat(slow.codes(1)).isEqualTo("250 2.0.0");
        }
    }

    @Test
    void loginIsOfferedInsideTlsOnlyAndAnyIsRight() throws Exception {
        try (var client = RawSmtp.connect(sandbox.starttlsPort())) {
            client.reply();
            assertThat(client.ask("EHLO client")).contains("STARTTLS").doesNotContain("AUTH");
            assertThat(client.code("AUTH PLAIN AGEAYg==")).isEqualTo("530 5.7.0");
            assertThat(client.code("STARTTLS")).isEqualTo("220 2.0.0");
            client.startTls(authority);
            assertThat(client.ask("EHLO client"))
                    .contains("AUTH PLAIN LOGIN")
                    .doesNotContain("STARTTLS");
            assertThat(client.login("anybody", "anything")).startsWith("235");
            submit(client, "b@example.org");
            assertThat(client.codes(1)).isEqualTo("250 2.0.0");
        }
        var received = sandbox.inbox().mails().getFirst().received();
        assertThat(received.tls()).startsWith("TLSv1.3 ");
        assertThat(received.user()).isEqualTo("anybody");
    }

    @Test
    void givenLoginIsDemandedAndCompared() throws Exception {
        sandbox.close();
        var login = new SandboxSettings.Login("relay", new Secret("right"));
        sandbox = start(SandboxSettings.onFreePorts(login));

        try (var client = RawSmtp.connectTls(sandbox.implicitPort(), authority)) {
            client.reply();
            assertThat(client.ask("EHLO client")).contains("AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256");
            assertThat(client.code("MAIL FROM:<a@example.com>")).isEqualTo("530 5.7.0");
            assertThat(client.login("relay", "wrong")).startsWith("535 5.7.8");
            assertThat(client.login("relay", "right")).startsWith("235");
            assertThat(client.code("MAIL FROM:<a@example.com>")).isEqualTo("250 2.1.0");
        }
        try (var client = RawSmtp.connect(sandbox.starttlsPort())) {
            client.reply();
            client.ask("EHLO client");
            assertThat(client.code("MAIL FROM:<a@example.com>")).isEqualTo("530 5.7.0");
        }
    }

    @Test
    void whatCameBeforeTheHandshakeIsNeverUsed() throws Exception {
        try (var client = RawSmtp.connect(sandbox.starttlsPort())) {
            client.reply();
            client.ask("EHLO client");
            client.sendLines("STARTTLS", "MAIL FROM:<injected@example.com>");
            assertThat(client.codes(1)).isEqualTo("421 4.7.0");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void contentThatBreaksTheLineDisciplineIsRefused() throws Exception {
        try (var client = greeted()) {
            client.sendLines("MAIL FROM:<a@example.com>", "RCPT TO:<b@example.org>", "DATA");
            client.codes(3);
            client.send("Subject: x\r\n\r\nbare\nfeed\r\n.\r\n");
            assertThat(client.codes(1)).isEqualTo("550 5.6.0");
            assertThat(client.code("NOOP")).isEqualTo("250 2.0.0");
        }
        assertThat(sandbox.inbox().mails()).isEmpty();
    }

    @Test
    void chunksAreTaken() throws Exception {
        try (var client = greeted()) {
            client.send(
                    "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\n"
                            + "BDAT 14\r\nSubject: x\r\n\r\nBDAT 5 LAST\r\nbody\n"
                                    .replace("body\n", "bod\r\n"));
            assertThat(client.codes(4)).isEqualTo("250 2.1.0, 250 2.1.5, 250 2.0.0, 250 2.0.0");
        }
        assertThat(
                        new String(
                                sandbox.inbox().mails().getFirst().bytes(),
                                StandardCharsets.US_ASCII))
                .isEqualTo("Subject: x\r\n\r\nbod\r\n");
    }

    @Test
    void onlyTheNewestMailsAreKept() throws Exception {
        sandbox.close();
        var two = new SandboxSettings.Limits(2, 1_000, Duration.ZERO, Duration.ZERO);
        sandbox = start(SandboxSettings.onFreePorts(null).within(two));
        try (var client = greeted()) {
            for (int i = 0; i < 3; i++) {
                submit(client, "b" + i + "@example.org");
                client.codes(1);
            }
        }
        assertThat(sandbox.inbox().mails())
                .extracting(mail -> mail.received().id())
                .containsExactly(3L, 2L);
    }

    @Test
    void inboxIsListedAsPageAndAsJsonWithEverythingEscaped() throws Exception {
        try (var client = greeted()) {
            client.sendLines("MAIL FROM:<a@example.com>", "RCPT TO:<b@example.org>", "DATA");
            client.codes(3);
            client.sendLines(
                    "Subject: <script>alert(1)</script>",
                    "From: \"x\" <a@example.com>",
                    "",
                    "<b>hi</b>",
                    ".");
            client.codes(1);
        }
        var page = get("/");
        assertThat(page.body())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "Practice inbox")
                .doesNotContain("<script>", "<b>hi");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("default-src 'none'");

        assertThat(get("/mails").body())
                .contains(
                        "\"sender\":\"a@example.com\"",
                        "\"recipients\":[\"b@example.org\"]",
                        "\"raw\":\"/mails/1/raw\"");
        assertThat(get("/mails?recipient=c@example.org").body()).isEqualTo("[]");

        var raw = get("/mails/1/raw");
        assertThat(raw.body()).endsWith("\r\n\r\n<b>hi</b>\r\n");
        assertThat(raw.headers().firstValue("Content-Type"))
                .get()
                .asString()
                .startsWith("text/plain");
        assertThat(get("/mails/99/raw").statusCode()).isEqualTo(404);
        assertThat(get("/mails/x/raw").statusCode()).isEqualTo(404);
    }

    @Test
    void pageSpeaksTheReadersLanguage() throws Exception {
        var french = request("/").header("Accept-Language", "fr-FR,en;q=0.5").build();

        assertThat(http.send(french, BodyHandlers.ofString()).body())
                .contains("lang=\"fr\"", "Aucun message");
    }

    @Test
    void inboxAnswersUnderItsOwnNamesOnly() throws Exception {
        try (var client = RawSmtp.connect(URI.create(sandbox.url()).getPort())) {
            client.send("GET /mails HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
            assertThat(client.reply()).startsWith("HTTP/1.1 421");
        }
    }

    private RawSmtp greeted() throws IOException {
        var client = RawSmtp.connect(sandbox.starttlsPort());
        assertThat(client.reply()).startsWith("220 ");
        assertThat(client.ask("EHLO client")).contains("PIPELINING", "CHUNKING", "SMTPUTF8");
        return client;
    }

    private static void submit(RawSmtp client, String recipient) throws IOException {
        client.sendLines("MAIL FROM:<a@example.com>", "RCPT TO:<" + recipient + ">", "DATA");
        assertThat(client.codes(3)).isEqualTo("250 2.1.0, 250 2.1.5, 354");
        client.sendLines("Subject: x", "", "y", ".");
    }

    /// A reset or a plain end, whichever the system shows first; never a reply.
    private static void assertHungUp(RawSmtp client) throws IOException {
        try {
            assertThat(client.reply()).isEmpty();
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(sandbox.url() + path));
    }
}
