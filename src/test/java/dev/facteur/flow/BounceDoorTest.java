package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.testkit.CommandLine;
import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.Internet;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.RawSmtp;
import dev.facteur.testkit.ReturningServer;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.Zone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The whole gateway with a door for what comes back.
@Tag("flow")
final class BounceDoorTest {
    private static final String ANNA = "anna@shop.example";
    private static final Duration LONG = Duration.ofSeconds(40);

    @TempDir Path folder;

    private final Zone zone = new Zone();
    private final Internet internet = new Internet();
    private final int door = FreePorts.take(1).getFirst();
    private ScriptedServer server;
    private PracticeGateway gateway;

    @BeforeEach
    void open() throws Exception {
        server = ScriptedServer.start(s -> s.greet().takeMails());
        domain("a.example", "203.0.113.1", server.port());
        gateway =
                PracticeGateway.in(
                        folder,
                        zone,
                        internet,
                        Map.of(
                                "FACTEUR_BOUNCES_DOMAIN",
                                "bounce.example.com",
                                "FACTEUR_BOUNCES_LISTEN",
                                String.valueOf(door)));
        gateway.operator("POST", "/v1/routes", "{\"name\":\"direct\",\"direct\":true}");
        gateway.operator("PUT", "/v1/default-routes", "{\"routes\":[\"direct\"]}");
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
        server.close();
    }

    private void domain(String domain, String address, int port) {
        zone.with(domain + ". MX 10 mx." + domain + ".\nmx." + domain + ". A " + address);
        internet.server(address, port);
    }

    /// Delivers a mail and returns its id.
    private String delivered(String... recipients) throws Exception {
        var mail = gateway.submit(ANNA, recipients);
        await().untilAsserted(() -> assertThat(gateway.states(mail)).containsOnly("delivered"));
        return mail;
    }

    /// The sender that the recipients' server heard last.
    private String returnPath() {
        return server.heard("MAIL").getLast().replaceFirst("^MAIL FROM:<([^>]*)>.*", "$1");
    }

    /// What the door says to a mail from the null sender: to the recipient, and to its end.
    private String bring(String recipient, String mail) throws IOException {
        try (var client = RawSmtp.connect(door)) {
            client.reply();
            client.ask("EHLO mx.a.example");
            assertThat(client.ask("MAIL FROM:<>")).startsWith("250");
            var answer = client.ask("RCPT TO:<" + recipient + ">");
            if (!answer.startsWith("250")) return answer;
            client.ask("DATA");
            client.send(mail.replace("\n", "\r\n") + ".\r\n");
            return client.reply();
        }
    }

    private static String report(String status, String diagnostic) {
        return """
        From: MAILER-DAEMON@mx.a.example
        Subject: Undelivered Mail Returned to Sender
        Message-ID: <%s.report@mx.a.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: text/plain

        It did not work.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.a.example

        Final-Recipient: rfc822; bob@a.example
        Action: failed
        Status: %s
        Diagnostic-Code: smtp; %s

        --b--
        """
                .formatted(status, status, diagnostic);
    }

    @Test
    void aReportThatComesToAReturnPathIsToldInTheStoryOfItsRecipient() throws Exception {
        var mail = delivered("cora@a.example", "bob@a.example");
        var bobs = returnPath();

        assertThat(bring(bobs, report("5.1.1", "550 5.1.1 No such user"))).startsWith("250");

        await().untilAsserted(() -> assertThat(gateway.events(mail)).endsWith("bounced"));
        assertThat(gateway.details(mail))
                .contains("\"hard\":true", "unknown-recipient", "550 5.1.1 No such user");
        assertThat(gateway.operator("GET", "/v1/mails/" + mail, "").path("recipients").toString())
                .containsOnlyOnce("\"fate\":\"bounced\"");
        // The same once more is no second event.
        bring(bobs, report("5.1.1", "550 5.1.1 No such user"));
        bring(bobs, report("5.2.2", "552 5.2.2 Mailbox full"));
        await().untilAsserted(() ->
                assertThat(gateway.events(mail).stream().filter("bounced"::equals)).hasSize(2));
    }

    @Test
    void theSiteIsToldOnceOfWhatCameBackHoweverOftenItComes() throws Exception {
        domain("shop.example", "203.0.113.3", server.port());
        var mail = delivered("bob@a.example");
        var bobs = returnPath();
        bring(bobs, report("5.1.1", "550 5.1.1 No such user"));
        bring(bobs, report("5.1.1", "550 5.1.1 No such user"));
        bring(bobs, report("5.2.2", "552 5.2.2 Mailbox full"));
        await().untilAsserted(() ->
                assertThat(gateway.events(mail).stream().filter("bounced"::equals)).hasSize(2));

        gateway.advance(Duration.ofMinutes(1));
        await().untilAsserted(() -> assertThat(server.heard("RCPT")).hasSize(2));
        gateway.advance(Duration.ofMinutes(1));

        assertThat(gateway.events(mail).stream().filter("reported"::equals)).hasSize(1);
        assertThat(server.heard("MAIL").getLast()).startsWith("MAIL FROM:<>");
        assertThat(server.heard("RCPT").getLast()).startsWith("RCPT TO:<" + ANNA + ">");
    }

    @Test
    void mailShowTellsItInBothLanguages() throws Exception {
        var mail = delivered("bob@a.example");
        bring(returnPath(), report("5.1.1", "550 5.1.1 No such user"));
        await().untilAsserted(() -> assertThat(gateway.events(mail)).endsWith("bounced"));

        try (var line = CommandLine.at(gateway)) {
            assertThat(line.run("mail", "show", mail).said())
                    .contains("came back (hard)", "hard: the address will not do later either")
                    .contains("reply: 550 5.1.1 No such user", "who acts: the recipient");
            assertThat(line.in("fr").run("mail", "show", mail).said())
                    .contains("revenu (définitif)", "réponse : 550 5.1.1 No such user");
        }
    }

    @Test
    void aReturnPathThatWasMadeUpIsRefusedAndCountsForNothing() throws Exception {
        var mail = delivered("bob@a.example");
        var path = returnPath();
        char last = path.charAt(path.indexOf('@') - 1);
        var forged = path.replace(last + "@", (last == '0' ? '1' : '0') + "@");

        assertThat(bring(forged, report("5.1.1", "550 5.1.1 No such user")))
                .startsWith("550 5.1.1");
        gateway.advance(Duration.ofDays(61));
        assertThat(bring(path, report("5.1.1", "550 5.1.1 No such user"))).startsWith("550 5.1.1");
        assertThat(gateway.events(mail)).doesNotContain("bounced");
    }

    @Test
    void theDoorTakesNothingElseAndNoLogin() throws Exception {
        assertThat(bring("bob@a.example", "")).startsWith("550 5.7.1");
        assertThat(bring("info@bounce.example.com", "")).startsWith("550 5.1.1");
        assertThat(bring("postmaster@bounce.example.com", "Subject: hello\n\n")).startsWith("250");
        try (var client = RawSmtp.connect(door)) {
            client.reply();
            assertThat(client.ask("EHLO mx.a.example")).contains("STARTTLS").doesNotContain("AUTH");
            assertThat(client.ask("AUTH PLAIN AGEAYg==")).startsWith("502");
            assertThat(client.ask("STARTTLS")).startsWith("220");
            client.startTls(gateway.authority());
            assertThat(client.ask("EHLO mx.a.example")).doesNotContain("AUTH", "STARTTLS");
        }
    }

    @Test
    void aComplaintIsFoundByTheReturnPathInTheMailThatItGivesBack() throws Exception {
        var mail = delivered("bob@a.example");
        var complaint =
                """
                From: feedback@a.example
                Subject: FW: Hello
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=feedback-report; boundary=b

                --b
                Content-Type: message/feedback-report

                Feedback-Type: abuse
                Original-Mail-From: <%s>

                --b
                Content-Type: message/rfc822

                Subject: Hello

                Hello
                --b--
                """
                        .formatted(returnPath());

        assertThat(bring("fbl@bounce.example.com", complaint)).startsWith("250");

        await().untilAsserted(() -> assertThat(gateway.events(mail)).endsWith("complained"));
    }

    @Test
    void whoIsAwayHasNeitherRefusedNorComplained() throws Exception {
        var mail = delivered("bob@a.example");
        var away =
                """
                From: bob@a.example
                Subject: Re: practice
                Auto-Submitted: auto-replied

                I am away until Monday.
                """;

        bring(returnPath(), away);

        await().untilAsserted(() -> assertThat(gateway.events(mail)).endsWith("noted"));
        assertThat(gateway.details(mail)).contains("auto-reply");
        assertThat(gateway.operator("GET", "/v1/mails/" + mail, "").path("recipients").toString())
                .doesNotContain("\"fate\":\"");
    }

    @ParameterizedTest
    @EnumSource
    void realServersAreUnderstood(ReturningServer.Kind kind) throws Exception {
        try (var real = ReturningServer.start(kind, folder.resolve("real"), door)) {
            domain("real.example", "203.0.113.2", real.port());
            var gone = delivered("vanished@real.example");
            var full = delivered("full@real.example");
            var slow = delivered("slow@real.example");

            awaitEvent(real, gone, "bounced");
            assertThat(gateway.details(gone)).contains("\"hard\":true", "unknown-recipient");
            awaitEvent(real, full, "bounced");
            assertThat(gateway.details(full)).contains("\"hard\":false");
            awaitEvent(real, slow, "delayed");
        }
    }

    private void awaitEvent(ReturningServer real, String mail, String kind) throws Exception {
        try {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(gateway.events(mail)).contains(kind));
        } catch (org.awaitility.core.ConditionTimeoutException never) {
            throw new AssertionError(real.log(), never);
        }
    }
}
