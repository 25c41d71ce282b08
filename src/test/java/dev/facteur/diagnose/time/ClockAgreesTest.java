package dev.facteur.diagnose.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.Spoken;
import dev.facteur.platform.NetworkTime;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.http.RemoteCalls;
import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.TimeServer;
import dev.facteur.testkit.TimeServer.Manner;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockAgreesTest {
    private final SystemClock clock = new SystemClock();
    private final List<TimeServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(TimeServer::close);
    }

    @Test
    void aClockOnWhichOthersAgreeIsRight() throws Exception {
        var finding = look(ahead("0s"), ahead("-1s"));

        assertThat(finding.code()).isEqualTo("clock-right");
        assertThat(finding.severity()).isEqualTo(Severity.GOOD);
        assertThat(finding.evidence()).hasSize(2);
    }

    @Test
    void moreThanAMinuteIsAWarning() throws Exception {
        var off = look(ahead("2m"), ahead("2m"));

        assertThat(off.code()).isEqualTo("clock-off");
        assertThat(off.severity()).isEqualTo(Severity.WARNING);
        assertThat(Spoken.english(off)).contains("+2 min", "set-ntp true");
        assertThat(Spoken.french(off)).contains("+2 min", "set-ntp true");
    }

    @Test
    void moreThanFiveMinutesIsAProblemThatNamesWhatBreaks() throws Exception {
        var wrong = look(ahead("-10m"), ahead("-10m"), ahead("-10m"));

        assertThat(wrong.code()).isEqualTo("clock-wrong");
        assertThat(wrong.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(Spoken.english(wrong)).contains("DKIM", "certificates", "OAuth", "SigV4");
        assertThat(Spoken.french(wrong)).contains("DKIM", "certificats", "OAuth", "SigV4");
    }

    @Test
    void oneThatLiesAmongThreeIsNotBelieved() throws Exception {
        var finding = look(ahead("0s"), ahead("9h"), ahead("1s"));

        assertThat(finding.code()).isEqualTo("clock-right");
        assertThat(finding.values().getFirst()).doesNotContain(servers.get(1).name());
        assertThat(finding.evidence().get(1)).contains("+9 h");
    }

    @Test
    void whereTwoContradictNobodyIsBelieved() throws Exception {
        var disputed = look(ahead("0s"), ahead("9h"));

        assertThat(disputed.code()).isEqualTo("clock-disputed");
        assertThat(disputed.severity()).isEqualTo(Severity.NOTICE);
        assertThat(Spoken.french(disputed)).contains("time_servers");
    }

    @Test
    void oneAloneIsBelievedNoFurtherThanToAWarning() throws Exception {
        var one = look(ahead("9h"));

        assertThat(one.code()).isEqualTo("clock-one-says");
        assertThat(one.severity()).isEqualTo(Severity.WARNING);
        assertThat(Spoken.english(one)).contains("may be the wrong one");
        assertThat(Spoken.french(one)).contains("peut-être elle qui a tort");
    }

    @Test
    void whoHasNotSeenTheQuestionOrDoesNotKnowTheTimeIsNotCounted() throws Exception {
        var finding =
                look(
                        answering(Manner.FORGING),
                        answering(Manner.REFUSING),
                        answering(Manner.UNSYNCHRONISED),
                        "127.0.0.1:" + FreePorts.one());

        assertThat(finding.code()).isEqualTo("clock-unknown");
        assertThat(finding.evidence().get(0)).contains("no answer to the question");
        assertThat(finding.evidence().get(1)).contains("refuses");
        assertThat(finding.evidence().get(2)).contains("does not know the time");
        assertThat(Spoken.english(finding)).contains("UDP port 123");
    }

    @Test
    void aServerWhoseFirstFamilyIsNotReachedIsAskedByTheOther() throws Exception {
        var time = new NetworkTime(clock, new SecureRandom());
        var nowhere = InetAddress.ofLiteral("::1");
        var source =
                TimeSource.server(
                        ahead("0s"), _ -> List.of(nowhere, InetAddress.getLoopbackAddress()), time);

        assertThat(source.read()).isInstanceOf(TimeSource.Reading.class);
    }

    @Test
    void aWebServerTellsTheTimeByItsDate() throws Exception {
        var then = ZonedDateTime.now(ZoneOffset.UTC).plusHours(1);
        var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(then);
        try (var web = web("Date: " + date);
                var timeless = web("X-No: date")) {
            assertThat(read(web))
                    .isInstanceOfSatisfying(
                            TimeSource.Reading.class,
                            reading ->
                                    assertThat(reading.ahead())
                                            .isBetween(
                                                    Duration.ofMinutes(59),
                                                    Duration.ofMinutes(61)));
            assertThat(read(timeless))
                    .isEqualTo(new TimeSource.Silent("127.0.0.1", "it sent no Date"));
            assertThat(web.heard("HEAD / ")).hasSize(1);
        }
    }

    private static ScriptedServer web(String header) {
        return ScriptedServer.start(scene -> {
            scene.expect("HEAD / ");
            scene.say("HTTP/1.1 404 Not Found", header, "Content-Length: 0", "");
            scene.hang();
        });
    }

    private TimeSource.Answer read(ScriptedServer web) throws Exception {
        var second = Duration.ofSeconds(5);
        try (var http = new RemoteCalls(SSLContext.getDefault(), second, second)) {
            var base = URI.create("http://127.0.0.1:" + web.port());
            return TimeSource.web(base, http, clock).read();
        }
    }

    private String ahead(String text) {
        boolean behind = text.startsWith("-");
        var size = Duration.parse("PT" + text.replace("-", ""));
        return serving(TimeServer.ahead(behind ? size.negated() : size));
    }

    private String answering(Manner manner) {
        return serving(TimeServer.answering(manner));
    }

    private String serving(TimeServer server) {
        servers.add(server);
        return server.name();
    }

    private Finding look(String... names) throws Exception {
        var time = new NetworkTime(clock, new SecureRandom());
        var sources = new ArrayList<TimeSource>();
        for (var name : names) {
            sources.add(
                    TimeSource.server(name, _ -> List.of(InetAddress.getLoopbackAddress()), time));
        }
        var findings = Spoken.of(new ClockAgrees(() -> List.copyOf(sources), clock));
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
