package dev.facteur.diagnose.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.smtp.PortLogins;
import dev.facteur.deliver.smtp.PortSurvey;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.SharedCheck;
import dev.facteur.diagnose.Spoken;
import dev.facteur.platform.Resolver;
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
import dev.facteur.route.RouteCheck;
import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import dev.facteur.testkit.Gate;
import dev.facteur.testkit.Scene;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.TestAuthority;
import dev.facteur.testkit.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
    private static final String HOST = "provider.test";

    @TempDir private Path folder;
    private TestAuthority authority;
    private ScriptedServer well;

    @BeforeEach
    void open() {
        authority = TestAuthority.create(folder);
        well = serving(authority.serving(authority.issue(HOST)), "AUTH PLAIN LOGIN");
    }

    @AfterEach
    void close() {
        well.close();
    }

    @Test
    void anOpenPortIsNamedWithWhatItShows() throws Exception {
        var findings = look(List.of(well.port()));

        assertThat(findings).extracting(Finding::code).containsExactly("ports-open");
        var open = findings.getFirst();
        assertThat(Spoken.english(open)).contains(HOST, well.port() + "/starttls");
        assertThat(open.evidence().getFirst())
                .contains("open", "TLSv1.3", "certificate CN=provider.test of CN=Facteur test")
                .endsWith("AUTH LOGIN PLAIN, login accepted");
    }

    @Test
    void aDroppedPortIsTheHostsMatterAndTheStepLeavesItOut() throws Exception {
        try (var gate = Gate.dropping()) {
            var dropped = Spoken.only(look(List.of(gate.port(), well.port())), "port-dropped");

            assertThat(dropped.severity()).isEqualTo(Severity.WARNING);
            assertThat(dropped.who()).isEqualTo(Who.HOST);
            var step = "facteur route set provider --port " + well.port() + "/starttls";
            assertThat(Spoken.english(dropped)).contains("a firewall drops", step);
            assertThat(Spoken.french(dropped)).contains("un pare-feu jette", step);
        }
    }

    @Test
    void aRefusedPortBesideOneThatWorksIsOnlyWorthKnowing() throws Exception {
        try (var gate = Gate.closed()) {
            var refused = Spoken.only(look(List.of(gate.port(), well.port())), "port-refused");

            assertThat(refused.severity()).isEqualTo(Severity.NOTICE);
            assertThat(Spoken.english(refused)).contains("refuses connections");
            assertThat(Spoken.french(refused)).contains("refuse les connexions");
        }
    }

    @Test
    void aServerThatRefusesAtEachOfItsPortsIsToldOnceWithWhatToDo() throws Exception {
        try (var one = Gate.closed();
                var two = Gate.closed()) {
            var findings = look(List.of(one.port(), two.port()));

            assertThat(findings).extracting(Finding::code).containsExactly("ports-refused");
            var refused = findings.getFirst();
            var ports = one.port() + "/starttls, " + two.port() + "/starttls";
            assertThat(Spoken.english(refused)).contains(ports, "ss -ltn", "--key-file FILE");
            assertThat(Spoken.french(refused)).contains(ports, "ss -ltn", "--key-file FICHIER");
        }
    }

    @Test
    void aPortWithoutStarttlsThatNoOtherStandsBesideIsNotToBeLeftOut() throws Exception {
        try (var server = ScriptedServer.start(scene -> takeLogin(scene.greet("PIPELINING"), ""));
                var closed = Gate.closed()) {
            var findings = look(List.of(server.port(), closed.port()));

            var stripped = Spoken.only(findings, "port-stripped");
            assertThat(findings).hasSize(1);
            assertThat(Spoken.english(stripped))
                    .contains("to open port 465", "--key-file FILE")
                    .doesNotContain("--port");
            assertThat(Spoken.french(stripped))
                    .contains("d'ouvrir le port 465", "--key-file FICHIER")
                    .doesNotContain("--port");
        }
    }

    @Test
    void aStarttlsThatIsMissingIsToldWithTheCommandThatShowsItAndWhoGreets() throws Exception {
        try (var server = ScriptedServer.start(scene -> takeLogin(scene.greet("PIPELINING"), ""))) {
            var stripped = Spoken.only(look(List.of(server.port(), well.port())), "port-stripped");

            var command = "openssl s_client -starttls smtp -connect " + HOST + ":" + server.port();
            var greets = "scripted.example";
            assertThat(Spoken.english(stripped)).contains("offers no STARTTLS", greets, command);
            assertThat(Spoken.french(stripped)).contains("n'offre pas STARTTLS", greets, command);
        }
    }

    @Test
    void aStarttlsThatAFirewallHasOverwrittenIsToldInItsOwnLetters() throws Exception {
        try (var gate = Gate.withoutStartTls(well.port())) {
            var masked = Spoken.only(look(List.of(gate.port(), well.port())), "port-masked");

            assertThat(masked.who()).isEqualTo(Who.HOST);
            assertThat(Spoken.english(masked)).contains("XXXXXXXA", "inspect esmtp");
            assertThat(Spoken.french(masked)).contains("XXXXXXXA", "inspect esmtp");
        }
    }

    @Test
    void aProductThatInspectsTlsIsNamedByItsAuthority() throws Exception {
        var product = TestAuthority.create(folder.resolve("product"), "FortiGate CA");
        var shown = product.serving(product.issue(HOST));
        try (var proxy = serving(shown, "AUTH PLAIN")) {
            var inspected = Spoken.only(look(List.of(proxy.port())), "port-inspected");

            assertThat(Spoken.english(inspected))
                    .contains("Fortinet FortiGate opens TLS", "CN=FortiGate CA");
            assertThat(Spoken.french(inspected)).contains("Fortinet FortiGate ouvre TLS");
            assertThat(proxy.heard("AUTH")).isEmpty();
        }
    }

    @Test
    void anAuthorityThatIsNotKnownIsShownAndTheChainLookedFor() throws Exception {
        var other = TestAuthority.create(folder.resolve("other"), "Somebody");
        try (var server = serving(other.serving(other.issue(HOST)), "AUTH PLAIN")) {
            var chain = Spoken.only(look(List.of(server.port())), "port-chain");

            assertThat(Spoken.english(chain)).contains("CN=Somebody", "fullchain.pem", "--ca-file");
            assertThat(Spoken.french(chain)).contains("CN=Somebody", "fullchain.pem", "--ca-file");
        }
    }

    @Test
    void aPortThatTakesTheConnectionAndSaysNothingWantsTlsFirst() throws Exception {
        try (var server = ScriptedServer.start(Scene::hang)) {
            var silent = Spoken.only(look(List.of(server.port(), well.port())), "port-silent");

            var step = "facteur route set provider --port " + server.port() + "/implicit";
            assertThat(Spoken.english(silent)).contains("says nothing", step);
            assertThat(Spoken.french(silent)).contains("ne dit rien", step);
        }
    }

    @Test
    void aStarttlsThatIsRefusedIsTheProvidersMatter() throws Exception {
        try (var server = ScriptedServer.start(PortsTest::refuseTls)) {
            var without =
                    Spoken.only(look(List.of(server.port(), well.port())), "port-without-tls");

            assertThat(without.who()).isEqualTo(Who.PROVIDER);
            assertThat(Spoken.english(without)).contains("454 4.7.0 TLS not available");
            assertThat(Spoken.french(without)).contains("le refuse", "réessayé de lui-même");
        }
    }

    private static void refuseTls(Scene scene) throws IOException {
        scene.greet("STARTTLS").expect("STARTTLS");
        scene.say("454 4.7.0 TLS not available due to local problem");
        scene.expect("QUIT");
        scene.say("221 bye");
    }

    @Test
    void aLoginThatOnePortTakesAndAnotherRefusesIsTold() throws Exception {
        try (var refusing = ScriptedServer.start(this::refuseLogin)) {
            var differs =
                    Spoken.only(look(List.of(well.port(), refusing.port())), "port-login-differs");

            var step = "facteur route set provider --port " + well.port() + "/starttls";
            assertThat(Spoken.english(differs)).contains("535 5.7.8", step);
            assertThat(Spoken.french(differs)).contains("535 5.7.8", step);
        }
    }

    @Test
    void aLoginThatWasRefusedIsTriedNowhereElse() throws Exception {
        try (var refusing = ScriptedServer.start(this::refuseLogin)) {
            var open = Spoken.only(look(List.of(refusing.port(), well.port())), "ports-open");

            assertThat(open.evidence().getFirst()).contains("login refused");
            assertThat(well.heard("AUTH")).isEmpty();
        }
    }

    @Test
    void aLoginThatIsNotAnsweredIsNoRefusal() throws Exception {
        var context = authority.serving(authority.issue(HOST));
        try (var stalling = ScriptedServer.start(scene -> stallLogin(scene, context))) {
            var open = Spoken.only(look(List.of(stalling.port())), "ports-open");

            assertThat(open.evidence().getFirst())
                    .doesNotContain("login refused")
                    .contains("stopped answering during the login");
        }
    }

    private static void stallLogin(Scene scene, SSLContext context) throws IOException {
        if (!scene.greetInTls(context)) return;
        scene.hello("AUTH PLAIN");
        scene.line();
        scene.hang();
    }

    private void refuseLogin(Scene scene) throws IOException {
        scene.greet("STARTTLS").startTls(authority.serving(authority.issue(HOST)));
        scene.hello("AUTH PLAIN");
        takeLogin(scene, "535 5.7.8 Error: authentication failed");
    }

    @Test
    void aHostThatDnsDoesNotKnowIsNamed() throws Exception {
        var ladder = List.of(new Rung(587, TlsMode.STARTTLS));
        var findings =
                look(
                        route(ladder),
                        List.of(),
                        host -> {
                            throw new UnknownHostException(host);
                        });

        var unknown = Spoken.only(findings, "port-host-unknown");
        assertThat(Spoken.english(unknown)).contains(HOST, "dig " + HOST);
        assertThat(Spoken.french(unknown)).contains("ne connaît aucune adresse", "dig " + HOST);
    }

    @Test
    void aCertificateOfSomebodyElseIsShownAndNothingIsSent() throws Exception {
        var other = authority.serving(authority.issue("firewall.host.example"));
        try (var impostor = serving(other, "AUTH PLAIN")) {
            var findings = look(List.of(impostor.port()));

            var found = Spoken.only(findings, "port-impostor");
            assertThat(found.severity()).isEqualTo(Severity.PROBLEM);
            assertThat(Spoken.english(found))
                    .contains("of CN=firewall.host.example", "redirection of SMTP");
            assertThat(Spoken.french(found))
                    .contains("CN=firewall.host.example", "détournement de SMTP");
            assertThat(findings).extracting(Finding::code).containsExactly("port-impostor");
            assertThat(impostor.heard("AUTH")).isEmpty();
        }
    }

    @Test
    void anExpiredCertificateIsTheProvidersMatter() throws Exception {
        var past = authority.serving(authority.issueFor(Duration.ofDays(-3), HOST));
        try (var server = serving(past, "AUTH PLAIN")) {
            var expired = Spoken.only(look(List.of(server.port(), well.port())), "port-expired");

            assertThat(expired.who()).isEqualTo(Who.PROVIDER);
            assertThat(Spoken.english(expired)).contains("has expired on 20");
            assertThat(Spoken.french(expired)).contains("a expiré le 20");
        }
    }

    @Test
    void aCertificateThatEndsSoonIsTold() throws Exception {
        var ending = authority.serving(authority.issueFor(Duration.ofDays(5), HOST));
        try (var server = serving(ending, "AUTH PLAIN")) {
            var ends = Spoken.only(look(List.of(server.port())), "port-ends");

            assertThat(Spoken.english(ends)).contains("ends soon (days left: 4)");
            assertThat(Spoken.french(ends)).contains("expire bientôt (jours restants : 4)");
        }
    }

    @Test
    void whereNoPortOfTheRouteWorksTheOneThatDoesIsNamed() throws Exception {
        try (var gate = Gate.closed()) {
            var usual = new Rung(well.port(), TlsMode.STARTTLS);

            var other = Spoken.only(look(List.of(gate.port()), usual), "ports-other");

            assertThat(other.severity()).isEqualTo(Severity.PROBLEM);
            var step = "facteur route set provider --port " + well.port() + "/starttls";
            assertThat(Spoken.english(other)).contains(step);
            assertThat(Spoken.french(other)).contains(step);
        }
    }

    @Test
    void whereEverythingIsBlockedTheApiIsTheWayOut() throws Exception {
        try (var gate = Gate.dropping()) {
            var none = Spoken.only(look(List.of(gate.port())), "ports-none");

            assertThat(none.who()).isEqualTo(Who.HOST);
            assertThat(Spoken.english(none)).contains("port 443", "--key-file");
            assertThat(Spoken.french(none)).contains("port 443", "--key-file");
        }
    }

    @Test
    void aServerWithoutLoginIsAProblemForARouteThatHasOne() throws Exception {
        try (var server = serving(authority.serving(authority.issue(HOST)))) {
            var login = Spoken.only(look(List.of(server.port())), "port-no-login");

            assertThat(Spoken.english(login)).contains("--no-user");
            assertThat(Spoken.french(login)).contains("--no-user");
        }
    }

    @Test
    void tlsFromTheFirstByteWhereStarttlsIsSpokenIsToldAsSuch() throws Exception {
        try (var server = ScriptedServer.start(scene -> scene.say("220 hello").hang())) {
            var ladder = List.of(new Rung(server.port(), TlsMode.IMPLICIT));

            var wrong = Spoken.only(look(route(ladder), List.of()), "port-no-tls");

            assertThat(Spoken.english(wrong)).contains("STARTTLS", "--port 587/starttls");
            assertThat(Spoken.french(wrong)).contains("--port 587/starttls");
        }
    }

    private static ScriptedServer serving(SSLContext context, String... offers) {
        return ScriptedServer.start(scene -> serve(scene, context, offers));
    }

    private static void serve(Scene scene, SSLContext context, String... offers)
            throws IOException {
        if (!scene.greetInTls(context)) return;
        scene.hello(offers);
        takeLogin(scene, "235 2.7.0 welcome");
    }

    private static void takeLogin(Scene scene, String answer) throws IOException {
        var next = scene.line();
        if (next.startsWith("AUTH PLAIN")) {
            scene.say(answer);
            next = scene.line();
        }
        if (next.equals("QUIT")) scene.say("221 2.0.0 bye");
    }

    private List<Finding> look(List<Integer> ports, Rung... usual) throws Exception {
        var ladder = new ArrayList<Rung>();
        for (int port : ports) ladder.add(new Rung(port, TlsMode.STARTTLS));
        return look(route(ladder), List.of(usual));
    }

    private Route route(List<Rung> ladder) {
        var login = new Route.Login("site", new Secret("hunter2-long"));
        return new Route(
                1,
                "provider",
                null,
                new Route.Relay(HOST, ladder, login, authority.caFile()),
                null,
                Route.Way.SMTP,
                Route.Limits.DEFAULT,
                true,
                Route.UncertainPolicy.RETRY);
    }

    private static List<Finding> look(Route route, List<Rung> usual) throws Exception {
        return look(route, usual, _ -> List.of(InetAddress.getLoopbackAddress()));
    }

    private static List<Finding> look(Route route, List<Rung> usual, Resolver resolver)
            throws Exception {
        var clock = new SystemClock();
        var world =
                new Surroundings(
                        clock,
                        new SecureRandom(),
                        resolver,
                        new Zone(),
                        _ -> new Zone(),
                        new SystemConnector(),
                        new SystemDisk(),
                        Threads::owner);
        var patience = Timeouts.all(Duration.ofSeconds(3));
        var tls = new ClientTls(clock);
        var survey = new PortSurvey(world, tls, "me.example", patience);
        var logins = new PortLogins(world, tls, "me.example", AccessTokens.none(), patience);
        var ports = new Ports(survey, logins, usual, clock);
        var check = new SharedCheck(_ -> new RouteCheck.Report("", 0, List.of()).byLogin(), route);
        return ports.look(route, check).orElseThrow().eyes().see();
    }
}
