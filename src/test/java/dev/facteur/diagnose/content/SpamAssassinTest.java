package dev.facteur.diagnose.content;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.facteur.diagnose.content.ContentVerdict.Action;
import dev.facteur.diagnose.content.ContentVerdict.RuleHit;
import dev.facteur.diagnose.content.NoVerdict.Kind;
import dev.facteur.diagnose.content.SpamFilter.Parties;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.ByteSize;
import dev.facteur.platform.config.ContentSettings;
import dev.facteur.testkit.Scene;
import dev.facteur.testkit.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpamAssassinTest {
    private static final byte[] MAIL = "Subject: x\r\n\r\nhello\r\n".getBytes(US_ASCII);
    private static final String REPORT =
            """
            SPAMD/1.1 0 EX_OK
            Content-length: 712
            Spam: True ; 6.2 / 5.0

            Spam detection software, running on the system "vm", …

            Content preview:  Hi there,
             9.9 SALE_OF_THE_YEAR   everything must go

            Content analysis details:   (6.2 points, 5.0 required)

             pts rule name              description
            ---- ---------------------- --------------------------------------------------
             2.7 MISSING_DATE           Missing Date: header
            -0.0 NO_RELAYS              Informational: message was not relayed via SMTP
             0.2 NORMAL_HTTP_TO_IP      URI: URI host has a public dotted-decimal IPv4
                                        address
            -1.0 ALL_TRUSTED            Passed through trusted hosts only
             1.8 DRUGS_ERECTILE

            """;

    @Test
    void rulesStandBelowTheRuledLineAndNowhereElse() throws Exception {
        var verdict = verdictOf(REPORT);

        assertThat(verdict)
                .isEqualTo(
                        new ContentVerdict(
                                "spamassassin",
                                6.2,
                                5.0,
                                Action.MARK,
                                List.of(
                                        new RuleHit("MISSING_DATE", 2.7, "Missing Date: header"),
                                        new RuleHit("DRUGS_ERECTILE", 1.8, ""),
                                        new RuleHit(
                                                "NORMAL_HTTP_TO_IP",
                                                0.2,
                                                "URI: URI host has a public dotted-decimal IPv4"
                                                        + " address"),
                                        new RuleHit(
                                                "ALL_TRUSTED",
                                                -1.0,
                                                "Passed through trusted hosts only"))));
    }

    @Test
    void mailBelowTheThresholdPasses() throws Exception {
        var verdict = verdictOf(REPORT.replace("True ; 6.2", "False ; -0.3"));
        assertThat(verdict.action()).isEqualTo(Action.PASS);
        assertThat(verdict.score()).isEqualTo(-0.3);
    }

    @Test
    void itIsAskedInItsOwnProtocol() throws Exception {
        var expected = List.of("REPORT SPAMC/1.2", "Content-length: 21", "");
        try (var server = ScriptedServer.start(scene -> listen(scene, expected.size() + 3));
                var filter = filter(server)) {
            filter.check(MAIL, Parties.UNKNOWN);
            assertThat(server.heard()).startsWith(expected.toArray(String[]::new));
            assertThat(server.heard()).endsWith("Subject: x", "", "hello");
        }
        try (var server = ScriptedServer.start(scene -> answer(scene, "SPAMD/1.5 0 PONG\r\n"));
                var filter = filter(server)) {
            filter.ping();
        }
    }

    private static void listen(Scene scene, int lines) throws IOException {
        for (int i = 0; i < lines; i++) scene.line();
        answer(scene, REPORT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "SPAMD/1.1 0 EX_OK\r\n\r\n",
                "SPAMD/1.1 0 EX_OK\r\nSpam: True ; NaN / 5.0\r\n\r\n",
                "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 1.2.3 / 5.0\r\n\r\n",
                "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 99999999999999 / 5.0\r\n\r\n",
                "SPAMD/1.1 75 EX_TEMPFAIL\r\n\r\n",
            })
    void whatIsNoVerdictIsNonsense(String answer) throws Exception {
        assertThat(trouble(scene -> answer(scene, answer))).isEqualTo(Kind.NONSENSE);
    }

    @Test
    void endlessAnswerIsRefused() throws Exception {
        assertThat(
                        trouble(scene -> {
                            scene.sayRaw("SPAMD/1.1 0 EX_OK\r\n");
                            for (int i = 0; i < 10_000; i++) scene.sayRaw("y".repeat(1_000));
                        }))
                .isEqualTo(Kind.NONSENSE);
    }

    @Test
    void silenceEndsWithItsPatience() throws Exception {
        var over = new CountDownLatch(1);
        assertThat(trouble(_ -> await(over))).isEqualTo(Kind.SILENT);
        over.countDown();
    }

    private static void await(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(Scene scene, String answer) throws IOException {
        scene.hang();
        scene.sayRaw(answer);
    }

    private static ContentVerdict verdictOf(String report) throws Exception {
        try (var server = ScriptedServer.start(scene -> answer(scene, report));
                var filter = filter(server)) {
            return filter.check(MAIL, Parties.UNKNOWN);
        }
    }

    private static Kind trouble(ScriptedServer.Script script) throws Exception {
        try (var server = ScriptedServer.start(script);
                var filter = filter(server)) {
            return catchThrowableOfType(NoVerdict.class, () -> filter.check(MAIL, Parties.UNKNOWN))
                    .kind();
        }
    }

    private static SpamFilter filter(ScriptedServer server) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        var settings = new ContentSettings(null, null, address, new ByteSize(10_000));
        return SpamFilters.open(settings, Surroundings.system(), Duration.ofMillis(800))
                .orElseThrow();
    }
}
