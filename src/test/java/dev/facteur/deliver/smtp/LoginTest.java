package dev.facteur.deliver.smtp;

import static dev.facteur.deliver.smtp.Bench.LOGIN;
import static dev.facteur.deliver.smtp.Bench.cause;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.sasl.ChannelBinding;
import dev.facteur.protocol.sasl.SaslFailure;
import dev.facteur.protocol.sasl.ScramVerifier;
import dev.facteur.protocol.sasl.ServerExchange;
import dev.facteur.protocol.sasl.ServerExchange.Step;
import dev.facteur.protocol.sasl.ServerMechanisms;
import dev.facteur.route.Route;
import dev.facteur.testkit.Scene;
import dev.facteur.testkit.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our client against our server's mechanisms, inside real TLS.
class LoginTest {
    @TempDir private Path folder;
    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void scramBindsToTls13ByItsExporter() throws Exception {
        assertBinds("TLSv1.3", ChannelBinding.EXPORTER);
    }

    @Test
    void scramBindsToTls12ByTheCertificate() throws Exception {
        assertBinds("TLSv1.2", ChannelBinding.SERVER_END_POINT);
    }

    private void assertBinds(String protocol, String type) throws Exception {
        try (var server = scram(protocol, "SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN")) {
            var outcome = bench.send(bench.startTls(LOGIN, server.port()));
            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            var first = server.heard("AUTH SCRAM-SHA-256-PLUS ").getFirst().split(" ")[2];
            assertThat(new String(Base64.getDecoder().decode(first), UTF_8))
                    .startsWith("p=" + type + ",,n=site,r=");
        }
    }

    @Test
    void aPasswordBeyondAsciiLogsIn() throws Exception {
        var login = new Route.Login("site", new Secret("pässword ②"));
        try (var server = scram("TLSv1.3", "SCRAM-SHA-256", login)) {
            assertThat(bench.send(bench.startTls(login, server.port())))
                    .isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void aWrongScramPasswordParks() throws Exception {
        var wrong = new Route.Login("site", new Secret("something else"));
        try (var server = scram("TLSv1.3", "SCRAM-SHA-256")) {
            var outcome = bench.send(bench.startTls(wrong, server.port()));
            assertThat(outcome).isInstanceOf(Outcome.Parked.class);
            assertThat(cause(outcome).reply()).hasToString("535 5.7.8 wrong");
        }
    }

    @Test
    void plainIsTriedWhenTheServerCannotDoScramForThisAccount() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet("STARTTLS").startTls(bench.serving);
                    s.hello("AUTH SCRAM-SHA-256 PLAIN");
                    s.expect("AUTH SCRAM-SHA-256 ");
                    s.say("535 5.7.8 no verifier for this account");
                    s.expect("AUTH PLAIN ");
                    s.say("235 ok");
                    s.takeMail();
                })) {
            assertThat(bench.send(bench.startTls(LOGIN, server.port())))
                    .isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void aRefusalStandsWhateverBecomesOfTheMechanismsAfterIt() throws Exception {
        assertRefused(s -> {});
        assertRefused(s -> s.say("421 4.7.0 too many errors"));
        assertRefused(s -> s.say("454 4.7.0 too many login attempts"));
    }

    private void assertRefused(ScriptedServer.Script afterwards) throws Exception {
        ScriptedServer.Script script =
                s -> {
                    s.greet("STARTTLS").startTls(bench.serving).hello("AUTH SCRAM-SHA-256 PLAIN");
                    s.expect("AUTH SCRAM-SHA-256 ");
                    s.say("535 5.7.8 wrong");
                    s.expect("AUTH PLAIN ");
                    afterwards.play(s);
                };
        try (var first = ScriptedServer.start(script);
                var second = ScriptedServer.start(script)) {
            var outcome = bench.send(bench.startTls(LOGIN, first.port(), second.port()));
            assertThat(outcome).isInstanceOf(Outcome.Parked.class);
            assertThat(cause(outcome).reply()).hasToString("535 5.7.8 wrong");
            assertThat(second.connections()).as("another bad password").isZero();
        }
    }

    @Test
    void aLoginThatAFaultyServerEchoesIsNotQuoted() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet("STARTTLS").startTls(bench.serving).hello("AUTH PLAIN");
                    s.say(s.line()).hang();
                })) {
            var sentence = cause(bench.send(bench.startTls(LOGIN, server.port()))).sentence();
            assertThat(server.heard("AUTH PLAIN AHNpdGUAaHVudGVyMi1sb25n")).hasSize(1);
            assertThat(sentence).contains("does not speak SMTP").doesNotContain("AHNpdGUA");
        }
    }

    /// RFC 4954 §4 with the line limit of RFC 5321 §4.5.3.1.4.
    @Test
    void aLongPasswordGoesOnALineOfItsOwn() throws Exception {
        var login = new Route.Login("apikey", new Secret("k".repeat(600)));
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet("STARTTLS").startTls(bench.serving).hello("AUTH PLAIN");
                    if (!s.line().equals("AUTH PLAIN")) throw new AssertionError();
                    s.say("334 ");
                    s.line();
                    s.say("235 ok");
                    s.takeMail();
                })) {
            assertThat(bench.send(bench.startTls(login, server.port())))
                    .isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void loginAnswersItsTwoPrompts() throws Exception {
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet("STARTTLS").startTls(bench.serving).hello("AUTH LOGIN");
                    s.expect("AUTH LOGIN");
                    s.say("334 VXNlcm5hbWU6");
                    s.expect("c2l0ZQ==");
                    s.say("334 UGFzc3dvcmQ6");
                    s.expect("aHVudGVyMi1sb25n");
                    s.say("235 ok");
                    s.takeMail();
                })) {
            assertThat(bench.send(bench.startTls(LOGIN, server.port())))
                    .isInstanceOf(Outcome.Delivered.class);
        }
    }

    private static String password(Route.Login login) {
        return switch (login.proof()) {
            case Route.Proof.Kept(var password) -> password.reveal();
            case Route.Proof.Token _ -> throw new AssertionError(login);
        };
    }

    private ScriptedServer scram(String protocol, String mechanisms) {
        return scram(protocol, mechanisms, LOGIN);
    }

    private ScriptedServer scram(String protocol, String mechanisms, Route.Login known) {
        var verifier = ScramVerifier.derive(password(known), new byte[16]);
        var server =
                new ServerMechanisms(
                        user ->
                                user.equals(known.user())
                                        ? Optional.of(verifier)
                                        : Optional.empty(),
                        new byte[32],
                        new SecureRandom());
        return ScriptedServer.start(s -> {
            s.greet("STARTTLS");
            s.expect("STARTTLS");
            s.say("220 go").handshake(bench.serving, protocol);
            s.hello("AUTH " + mechanisms);
            login(s, server);
        });
    }

    private static void login(Scene scene, ServerMechanisms server) throws IOException {
        String[] words = scene.expect("AUTH ").split(" ");
        var bindings = bindings(scene.session());
        var exchange = server.begin(words[1], bindings).orElseThrow();
        String response = words[2];
        while (true) {
            switch (step(exchange, response)) {
                case Step.Challenge(String text) -> {
                    scene.say("334 " + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
                    response = scene.line();
                }
                case Step.Proved _ -> {
                    scene.say("235 2.7.0 welcome");
                    scene.takeMails();
                    return;
                }
                case Step.Wrong _ -> {
                    scene.say("535 5.7.8 wrong").hang();
                    return;
                }
                case Step.Password _ -> throw new AssertionError("SCRAM compares by itself");
            }
        }
    }

    private static Step step(ServerExchange exchange, String response) throws IOException {
        try {
            return exchange.respond(Base64.getDecoder().decode(response));
        } catch (SaslFailure e) {
            throw new AssertionError(e);
        }
    }

    /// What a provider may offer; our own doors offer less before TLS 1.3.
    private static List<ChannelBinding> bindings(SSLSession session) {
        var certificate = (X509Certificate) session.getLocalCertificates()[0];
        return Stream.of(
                        ChannelBinding.exporter(session),
                        ChannelBinding.serverEndPoint(certificate))
                .flatMap(Optional::stream)
                .toList();
    }
}
