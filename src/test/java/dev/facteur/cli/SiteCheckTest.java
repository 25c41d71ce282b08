package dev.facteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.Gate;
import dev.facteur.testkit.OneGateway;
import dev.facteur.testkit.Peers;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.Program;
import dev.facteur.testkit.ScriptedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The lines are run as they are printed, by a shell, against a whole gateway.
@ExtendWith(OneGateway.class)
class SiteCheckTest {
    private final PracticeGateway gateway;
    @TempDir private Path folder;

    SiteCheckTest(PracticeGateway gateway) {
        this.gateway = gateway;
    }

    enum Line {
        BASH,
        PHP
    }

    @ParameterizedTest
    @EnumSource(Line.class)
    void everyDoorIsReachedAndTheOneThatIsShutIsNamed(Line line) throws Exception {
        var shut = FreePorts.one() + "/starttls";
        var doors = List.of(gateway.starttlsPort() + "/starttls", implicit(), shut);

        var said = run(line, "localhost", ca(), doors, url());

        assertThat(said)
                .contains("localhost NAME OK")
                .contains(doors.get(0) + " OK", doors.get(1) + " OK", url() + " OK");
        assertThat(said).anyMatch(one -> one.startsWith(shut + " NO CONNECTION"));
    }

    @ParameterizedTest
    @EnumSource(Line.class)
    void aCertificateThatIsNotTrustedIsNoSuccess(Line line) throws Exception {
        var doors = List.of(gateway.starttlsPort() + "/starttls", implicit());

        var said = run(line, "localhost", "", doors, "");

        assertThat(said)
                .contains(
                        doors.get(0) + " CERTIFICATE NOT TRUSTED",
                        doors.get(1) + " CERTIFICATE NOT TRUSTED");
    }

    @ParameterizedTest
    @EnumSource(Line.class)
    void aDoorThatNobodyAnswersForKeepsNobodyWaitingForLong(Line line) throws Exception {
        try (var gate = Gate.dropping()) {
            var door = gate.port() + "/starttls";

            var said = run(line, "localhost", ca(), List.of(door, implicit()), "");

            assertThat(said).anyMatch(one -> one.startsWith(door + " NO CONNECTION"));
            assertThat(said).contains(implicit() + " OK");
        }
    }

    @Test
    void aStarttlsThatWasTakenOutIsSeenByPhp() throws Exception {
        try (var gate = Gate.withoutStartTls(gateway.starttlsPort())) {
            var door = gate.port() + "/starttls";

            assertThat(run(Line.PHP, "localhost", ca(), List.of(door), ""))
                    .contains(door + " NO STARTTLS");
        }
    }

    @ParameterizedTest
    @EnumSource(Line.class)
    void aNameWithoutAddressIsSaidSo(Line line) throws Exception {
        assertThat(run(line, "gateway.invalid", "", List.of(), ""))
                .contains("gateway.invalid NO NAME");
    }

    /// Neither a name nor a path gets out of its quotes.
    @ParameterizedTest
    @EnumSource(Line.class)
    void oddNamesRunNothing(Line line) throws Exception {
        var marker = folder.resolve("was-here");
        var odd =
                "x'; touch "
                        + marker
                        + "; echo 'y\" $(touch "
                        + marker
                        + ") `touch "
                        + marker
                        + "`";

        run(line, odd, odd, List.of(), "");

        assertThat(Files.exists(marker)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Line.class)
    void itIsOneLineAndLogsInNowhere(Line line) throws Exception {
        try (var server = ScriptedServer.start(scene -> scene.greet("STARTTLS"))) {
            var door = server.port() + "/starttls";
            var text = text(line, "localhost", "", List.of(door), "");

            run(line, "localhost", "", List.of(door), "");

            assertThat(text).hasLineCount(1);
            assertThat(server.heard("AUTH")).isEmpty();
            assertThat(server.heard("MAIL")).isEmpty();
        }
    }

    private String implicit() {
        return gateway.implicitPort() + "/implicit";
    }

    private String ca() {
        return gateway.authority().caFile().toString();
    }

    private String url() {
        return gateway.http("").toString();
    }

    private static String text(Line line, String host, String ca, List<String> doors, String http) {
        var check = new SiteCheck(host, ca, doors, http);
        return line == Line.BASH ? check.bash() : check.php();
    }

    private static List<String> run(
            Line line, String host, String ca, List<String> doors, String http) {
        if (line == Line.PHP) Peers.require("php");
        else Peers.require("bash", "openssl", "curl");
        return Program.of("sh", "-c", text(line, host, ca, doors, http))
                .run()
                .out()
                .lines()
                .toList();
    }
}
