package dev.facteur.submit.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.protocol.sasl.ChannelBinding;
import dev.facteur.protocol.sasl.ClientExchange;
import dev.facteur.protocol.sasl.ClientMechanisms;
import dev.facteur.protocol.sasl.SaslFailure;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.RawSmtp;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// AUTH (RFC 4954).
class AuthenticationTest {
    private TestDoors doors;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        doors = new TestDoors(folder);
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"})
    void scramLetsItsClientInAndProvesTheServer(String mechanism) throws Exception {
        try (var client = doors.atImplicit()) {
            var binding = ChannelBinding.forClient(client.tls()).orElseThrow();
            assertThat(binding.type()).isEqualTo(ChannelBinding.EXPORTER);
            var exchange = scram(mechanism, binding);
            assertThat(converse(client, exchange)).startsWith("235 2.7.0");
            assertThat(exchange.serverProved()).isTrue();
        }
    }

    @Test
    void scramMayBindToTheCertificate() throws Exception {
        try (var client = doors.atImplicit()) {
            var certificate =
                    (java.security.cert.X509Certificate) client.tls().getPeerCertificates()[0];
            var binding = ChannelBinding.serverEndPoint(certificate).orElseThrow();
            var exchange = scram("SCRAM-SHA-256-PLUS", binding);
            assertThat(converse(client, exchange)).startsWith("235 2.7.0");
        }
    }

    @Test
    void loginBoundToAnotherConnectionIsRefused() throws Exception {
        try (var client = doors.atImplicit();
                var other = doors.atImplicit()) {
            var binding = ChannelBinding.forClient(other.tls()).orElseThrow();
            var exchange = scram("SCRAM-SHA-256-PLUS", binding);
            assertThat(converse(client, exchange)).startsWith("535 5.7.8");
        }
    }

    @Test
    void unknownUserAndWrongPasswordGetTheSameAnswer() throws IOException {
        try (var client = doors.atImplicit();
                var other = doors.atImplicit()) {
            var wrong = client.login("shop", "wrong");
            assertThat(wrong).startsWith("535 5.7.8");
            assertThat(other.login("nobody", "s3cret")).isEqualTo(wrong);
            assertThat(doors.credentials().compared()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH PLAIN !!!", "AUTH PLAIN AGE", "AUTH PLAIN /w=="})
    void brokenResponsesAreNotWrongPasswords(String line) throws IOException {
        try (var client = doors.atImplicit()) {
            assertThat(client.code(line)).isEqualTo("501 5.5.2");
        }
        assertThat(doors.credentials().compared()).isZero();
    }

    @Test
    void thirdFailureEndsTheConnection() throws IOException {
        try (var client = doors.atImplicit()) {
            assertThat(client.login("shop", "1")).startsWith("535");
            assertThat(client.login("shop", "2")).startsWith("535");
            assertThat(client.login("shop", "3")).startsWith("421 4.7.0");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void whoeverGuessesIsNotListenedToAfterAWhileButTheSiteStillIs() throws IOException {
        doors.loggedIn().close();
        var here = InetAddress.getLoopbackAddress();
        for (int i = 0; i < 10; i++) doors.service().throttle().judge(here, "other", false);
        try (var client = doors.atImplicit();
                var guesser = doors.atImplicit()) {
            assertThat(guesser.login("other", "guess")).startsWith("421 4.7.0");
            assertThat(client.login("shop", "s3cret")).startsWith("235");
        }
        assertThat(doors.credentials().compared()).as("nothing is compared").isEqualTo(2);
    }

    @Test
    void guessesMadeAtTheSameTimeAreNoMoreThanOneAfterTheOther(@TempDir Path folder)
            throws Exception {
        var clock = new ManualClock();
        var settings = new SmtpSettings("mail.test", 100_000, 5, 50, 40, Duration.ofDays(1));
        try (var patient = new TestDoors(folder, settings, clock);
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<String>>();
            for (int i = 0; i < 30; i++) {
                var client = patient.atImplicit();
                var guess = "guess" + i;
                answers.add(pool.submit(() -> client.login("shop", guess).substring(0, 3)));
            }
            await().until(() -> {
                clock.advance(Duration.ofSeconds(1));
                return answers.stream().allMatch(Future::isDone);
            });
            assertThat(answers.stream().map(Future::resultNow))
                    .filteredOn("535"::equals)
                    .hasSize(10);
            assertThat(answers.stream().map(Future::resultNow))
                    .filteredOn("421"::equals)
                    .hasSize(20);
        }
    }

    @Test
    void troubleOfOursIsTemporary() throws IOException {
        doors.credentials().breakDown();
        try (var client = doors.atImplicit()) {
            assertThat(client.login("shop", "s3cret")).startsWith("454 4.7.0");
        }
    }

    private static ClientExchange scram(String mechanism, ChannelBinding binding) {
        return ClientMechanisms.fitting(
                        Set.of(mechanism), "shop", "s3cret", binding, new SecureRandom())
                .getFirst();
    }

    private static String converse(RawSmtp client, ClientExchange exchange)
            throws IOException, SaslFailure {
        var initial = exchange.initialResponse();
        assertThat(initial).isNotNull();
        var reply =
                client.ask(
                        "AUTH "
                                + exchange.mechanism()
                                + " "
                                + Base64.getEncoder().encodeToString(initial));
        while (reply.startsWith("334")) {
            var challenge = Base64.getDecoder().decode(reply.substring(3).strip());
            reply = client.ask(Base64.getEncoder().encodeToString(exchange.respond(challenge)));
        }
        return reply;
    }
}
