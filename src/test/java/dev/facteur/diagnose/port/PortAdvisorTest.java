package dev.facteur.diagnose.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.smtp.PortLogins;
import dev.facteur.deliver.smtp.PortSurvey;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.diagnose.port.PortAdvisor.Door;
import dev.facteur.diagnose.port.PortAdvisor.Entrance;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.SystemConnector;
import dev.facteur.platform.SystemDisk;
import dev.facteur.platform.Threads;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import dev.facteur.testkit.Gate;
import dev.facteur.testkit.Scene;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.TestAuthority;
import dev.facteur.testkit.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortAdvisorTest {
    private static final String HOST = "provider.test";

    @TempDir private Path folder;
    private TestAuthority authority;
    private SSLContext serving;
    private ScriptedServer well;

    @BeforeEach
    void open() {
        authority = TestAuthority.create(folder);
        serving = authority.serving(authority.issue(HOST));
        well = ScriptedServer.start(scene -> serve(scene, "235 2.7.0 welcome"));
    }

    @AfterEach
    void close() {
        well.close();
    }

    @Test
    void theAnswerNamesThePortThatTakesTheLoginAndWhyNotTheOthers() throws Exception {
        try (var dropped = Gate.dropping();
                var closed = Gate.closed();
                var stripped = Gate.withoutStartTls(well.port())) {
            var way = way(dropped.port(), closed.port(), stripped.port(), well.port());

            assertThat(way.best()).isEqualTo(new Rung(well.port(), TlsMode.STARTTLS));
            assertThat(english(way))
                    .contains("port " + well.port() + "/starttls", "takes the login");
            assertThat(french(way)).contains("accepte l'identification");
            assertThat(others(way, "en"))
                    .anyMatch(said ->
                            said.startsWith("Not " + dropped.port() + ": it does not answer"))
                    .anyMatch(said -> said.startsWith("Not " + closed.port() + ": it refuses"))
                    .anyMatch(said -> said.contains("a password would travel in clear"));
            assertThat(others(way, "fr")).allMatch(said -> said.startsWith("Pas "));
        }
    }

    @Test
    void aRefusedLoginIsNotTriedAtAnotherPort() throws Exception {
        try (var refusing = ScriptedServer.start(scene -> serve(scene, "535 5.7.8 no"));
                var other = ScriptedServer.start(scene -> serve(scene, "235 2.7.0 welcome"))) {
            var way = way(refusing.port(), other.port());

            assertThat(english(way)).contains("the login is refused", "another port will not help");
            assertThat(french(way)).contains("l'identification est refusée");
            assertThat(others(way, "en")).isEmpty();
            assertThat(other.heard("AUTH")).isEmpty();
        }
    }

    @Test
    void whereNothingIsLetThroughTheHostHasToAct() throws Exception {
        try (var dropped = Gate.dropping()) {
            var way = way(dropped.port());

            assertThat(way.best()).isNull();
            assertThat(english(way)).contains("lets nothing through", "port 587 or 465");
            assertThat(french(way)).contains("ne laisse rien passer");
        }
    }

    @Test
    void websitesAreToldTheDoorThatAnswers() throws Exception {
        var door =
                new Door(new Rung(well.port(), TlsMode.STARTTLS), InetAddress.ofLiteral("0.0.0.0"));
        var doors = advise(List.of(), List.of(door)).doors();

        assertThat(doors.best()).isEqualTo(door.rung());
        assertThat(english(doors)).contains("hands its mail over to " + HOST + " at port");
        assertThat(french(doors)).contains("remet son courrier à " + HOST + " au port");
        assertThat(others(doors, "en"))
                .anyMatch(said -> said.startsWith("Not 25: it is for mail servers"))
                .anyMatch(said -> said.startsWith("Not 465: there is no door"));
        assertThat(well.heard("AUTH")).isEmpty();
    }

    @Test
    void withoutADoorThatAnswersNoWebsiteCanHandMailOver() throws Exception {
        try (var closed = Gate.closed()) {
            var rung = new Rung(closed.port(), TlsMode.STARTTLS);
            var door = new Door(rung, InetAddress.getLoopbackAddress());
            var doors = advise(List.of(), List.of(door)).doors();

            assertThat(doors.best()).isNull();
            assertThat(english(doors)).contains("can hand no mail over");
            assertThat(french(doors)).contains("Aucun site ne peut");
        }
    }

    private void serve(Scene scene, String answer) throws IOException {
        if (!scene.greetInTls(serving)) return;
        scene.hello("AUTH PLAIN");
        var next = scene.line();
        if (next.startsWith("AUTH ")) {
            scene.say(answer);
            next = scene.line();
        }
        if (next.equals("QUIT")) scene.say("221 2.0.0 bye");
    }

    private PortAdvice.Way way(Integer... ports) throws Exception {
        var ladder = List.of(ports).stream().map(port -> new Rung(port, TlsMode.STARTTLS)).toList();
        return advise(ladder, List.of()).routes().getFirst();
    }

    private PortAdvice advise(List<Rung> ladder, List<Door> doors) throws Exception {
        var clock = new SystemClock();
        var world =
                new Surroundings(
                        clock,
                        new SecureRandom(),
                        _ -> List.of(InetAddress.getLoopbackAddress()),
                        new Zone(),
                        _ -> new Zone(),
                        new SystemConnector(),
                        new SystemDisk(),
                        Threads::owner);
        var tls = new ClientTls(clock);
        var patience = Timeouts.all(Duration.ofSeconds(3));
        var survey = new PortSurvey(world, tls, "me.example", patience);
        var logins = new PortLogins(world, tls, "me.example", AccessTokens.none());
        List<Route> routes = ladder.isEmpty() ? List.of() : List.of(route(ladder));
        var ports = new Ports(survey, logins, List.of(), clock);
        var entrance = new Entrance(HOST, authority.caFile(), doors);
        return new PortAdvisor(() -> routes, ports, survey, () -> entrance).advise(null);
    }

    private Route route(List<Rung> ladder) {
        var login = new Route.Login("site", new Secret("hunter2-long"));
        return new Route(
                1,
                "main",
                null,
                new Route.Relay(HOST, ladder, login, authority.caFile()),
                null,
                Route.Way.SMTP,
                Route.Limits.DEFAULT,
                true,
                Route.UncertainPolicy.RETRY);
    }

    private static String english(PortAdvice.Way way) {
        return FindingTexts.in("en").told(way.answer()).seen();
    }

    private static String french(PortAdvice.Way way) {
        return FindingTexts.in("fr").told(way.answer()).seen();
    }

    private static List<String> others(PortAdvice.Way way, String language) {
        var texts = FindingTexts.in(language);
        return way.others().stream().map(other -> texts.told(other).seen()).toList();
    }
}
