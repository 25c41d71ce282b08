package dev.facteur.submit.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Address;
import dev.facteur.testkit.OneCredential;
import dev.facteur.testkit.RawSmtp;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What each kind of door offers and lets through.
class SmtpDoorTest {
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
    void mailGoesInThroughStartTlsAndLogin() throws IOException {
        try (var client = doors.atStarttls()) {
            client.ask("EHLO client.example");
            assertThat(client.code("STARTTLS")).isEqualTo("220 2.0.0");
            client.startTls(doors.authority());
            client.ask("EHLO client.example");
            assertThat(client.login("shop", "s3cret")).startsWith("235 2.7.0");
            client.sendLines("MAIL FROM:<a@shop.example>", "RCPT TO:<b@c.example>", "DATA");
            assertThat(client.codes(3)).isEqualTo("250 2.1.0, 250 2.1.5, 354");
            client.sendLines("Subject: x", "", "..dot", ".");
            assertThat(client.reply()).isEqualTo("250 2.0.0 Kept as 0000000000001");
            assertThat(client.code("QUIT")).isEqualTo("221 2.0.0");
        }
        var mail = doors.reception().kept().getFirst();
        assertThat(mail.content()).isEqualTo("Subject: x\r\n\r\n.dot\r\n");
        assertThat(mail.envelope().sender()).isEqualTo(new Address("a", "shop.example"));
        assertThat(mail.submitter().site()).isEqualTo(OneCredential.SITE);
        assertThat(mail.submitter().credential()).isNotNull();
        assertThat(mail.submitter().protocol()).isEqualTo("ESMTPSA");
        assertThat(mail.submitter().helo()).isEqualTo("client.example");
        assertThat(mail.submitter().tls()).matches("TLSv1\\.3 TLS_[A-Z0-9_]+");
        assertThat(mail.submitter().client()).matches(address -> address.isLoopbackAddress());
    }

    @Test
    void eachDoorOffersWhatItsStateAllows() throws IOException {
        var always =
                "250-mail.test\n250-PIPELINING\n250-SIZE 100000\n250-8BITMIME\n250-SMTPUTF8\n"
                        + "250-ENHANCEDSTATUSCODES\n250-DSN\n250";
        try (var client = doors.atStarttls()) {
            assertThat(client.ask("EHLO x")).isEqualTo(always + "-CHUNKING\n250 STARTTLS");
        }
        try (var client = doors.atImplicit()) {
            assertThat(client.ask("EHLO x"))
                    .isEqualTo(
                            always
                                    + "-CHUNKING\n"
                                    + "250 AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN");
        }
        try (var client = doors.loggedIn()) {
            assertThat(client.ask("EHLO x")).isEqualTo(always + " CHUNKING");
        }
        try (var client = doors.atLocal()) {
            assertThat(client.ask("EHLO x")).isEqualTo(always + " CHUNKING");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AUTH PLAIN AHNob3AAczNjcmV0",
                "AUTH LOGIN",
                "AUTH",
                "HELO client.example",
                "HELO",
                "MAIL FROM:<a@shop.example>",
                "MAIL FROM:foo",
                "MAIL \u0001",
                "RCPT TO:<b@c.example>",
                "DATA",
                "DATA now",
                "BDAT 0 LAST",
                "VRFY a",
                "HELP",
                "NONSENSE"
            })
    void nothingButTheWayToTlsWorksBeforeTls(String line) throws IOException {
        try (var client = doors.atStarttls()) {
            client.ask("EHLO client.example");
            assertThat(client.code(line)).isEqualTo("530 5.7.0");
            assertThat(client.code("NOOP")).isEqualTo("250 2.0.0");
            assertThat(client.code("RSET")).isEqualTo("250 2.0.0");
        }
        assertThat(doors.credentials().compared()).isZero();
    }

    @Test
    void commandsThatMayComeBeforeTlsAreToldWhatIsWrongWithThem() throws IOException {
        try (var client = doors.atStarttls()) {
            assertThat(client.code("EHLO")).isEqualTo("501 5.5.4");
            assertThat(client.code("STARTTLS now")).isEqualTo("501 5.5.4");
        }
    }

    @Test
    void lineThatCannotBeReadIsToldWhereToBeginBeforeTls() throws IOException {
        try (var client = doors.atStarttls()) {
            assertThat(client.code("MAIL " + "x".repeat(20_000))).isEqualTo("530 5.7.0");
        }
    }

    @Test
    void chunkBeforeTlsIsReadAwayOrEndsTheConnection() throws IOException {
        try (var client = doors.atStarttls()) {
            client.sendLines("BDAT 6 LAST", "QUIT", "NOOP", "BDAT many", "NOOP");
            assertThat(client.codes(3)).isEqualTo("530 5.7.0, 250 2.0.0, 421 4.5.4");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void whatWasSaidBeforeTlsIsForgotten() throws IOException {
        try (var client = doors.atStarttls()) {
            client.ask("EHLO client.example");
            client.ask("STARTTLS");
            client.startTls(doors.authority());
            assertThat(client.login("shop", "s3cret")).startsWith("503 5.5.1");
        }
    }

    @Test
    void bytesSentTogetherWithStartTlsAreNeverUsed() throws IOException {
        try (var client = doors.atStarttls()) {
            client.ask("EHLO client.example");
            client.sendLines("STARTTLS", "RSET");
            assertThat(client.codes(1)).isEqualTo("421 4.7.0");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void bytesSentBetweenStartTlsAndTheHandshakeBreakIt() throws IOException {
        try (var client = doors.atStarttls()) {
            client.ask("EHLO client.example");
            assertThat(client.code("STARTTLS")).isEqualTo("220 2.0.0");
            client.sendLines("EHLO injected.example", "NOOP");
            assertThat(client.reply()).doesNotStartWith("250");
        }
    }

    @Test
    void tlsCannotBeStartedTwiceOrWhereItIsNotOffered() throws IOException {
        try (var client = doors.atImplicit()) {
            assertThat(client.code("STARTTLS")).isEqualTo("503 5.5.1");
        }
        try (var client = doors.atLocal()) {
            assertThat(client.code("STARTTLS")).isEqualTo("502 5.5.1");
        }
    }

    @Test
    void nobodySendsWithoutLogin() throws IOException {
        try (var client = doors.atImplicit()) {
            assertThat(client.code("MAIL FROM:<a@shop.example>")).isEqualTo("530 5.7.0");
            assertThat(client.code("RCPT TO:<b@c.example>")).isEqualTo("530 5.7.0");
            assertThat(client.code("DATA")).isEqualTo("530 5.7.0");
        }
    }

    @Test
    void localDoorTakesMailOfItsSiteWithoutTlsOrLogin() throws IOException {
        try (var client = doors.atLocal()) {
            assertThat(client.code("AUTH PLAIN AHNob3AAczNjcmV0")).isEqualTo("502 5.5.1");
            client.sendLines("MAIL FROM:<>", "RCPT TO:<b@c.example>", "DATA");
            assertThat(client.codes(3)).isEqualTo("250 2.1.0, 250 2.1.5, 354");
            assertThat(client.ask(".")).startsWith("250");
        }
        var mail = doors.reception().kept().getFirst();
        assertThat(mail.submitter().site()).isEqualTo(OneCredential.SITE);
        assertThat(mail.submitter().credential()).isNull();
        assertThat(mail.submitter().protocol()).isEqualTo("ESMTP");
        assertThat(mail.envelope().sender()).isNull();
    }

    @Test
    void plaintextAtTheImplicitDoorIsNotAnswered() throws IOException {
        try (var client = RawSmtp.connect(doors.implicitPort())) {
            client.sendLines("EHLO x");
            assertThat(client.reply()).doesNotStartWith("2");
        }
    }
}
