package dev.facteur.deliver.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.route.Route;
import dev.facteur.testkit.Scene;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logging in with an access token, to servers that are played word for word.
class TokenLoginTest {
    private static final Route.Login LOGIN =
            new Route.Login("me@example.com", new Route.Proof.Token());
    private static final String REASON = base64("{\"status\":\"400\",\"schemes\":\"Bearer\"}");

    @TempDir Path folder;

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String command(String token) {
        return "AUTH XOAUTH2 " + base64("user=me@example.com\1auth=Bearer " + token + "\1\1");
    }

    private static void refuse(Scene session, String token) throws IOException {
        session.expect(command(token));
        session.say("334 " + REASON);
        if (!session.line().isEmpty()) throw new AssertionError("an empty line was due");
        session.say("535 5.7.8 Username and Password not accepted.");
    }

    private Outcome sent(Tokens tokens, ScriptedServer.Script login) throws Exception {
        try (var bench = new Bench(folder, tokens);
                var server =
                        ScriptedServer.start(s -> {
                            s.greet("STARTTLS")
                                    .startTls(bench.serving)
                                    .hello("AUTH LOGIN PLAIN XOAUTH2 OAUTHBEARER");
                            login.play(s);
                        })) {
            return bench.send(bench.startTls(LOGIN, server.port()));
        }
    }

    @Test
    void theTokenGoesAlongWithTheCommand() throws Exception {
        var outcome =
                sent(
                        new Tokens("ya29"),
                        s -> {
                            s.expect(command("ya29"));
                            s.say("235 2.7.0 Accepted");
                            s.takeMail();
                        });
        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void aTokenThatIsRefusedIsReplacedOnTheSameConnection() throws Exception {
        var outcome =
                sent(
                        new Tokens("old", "new"),
                        s -> {
                            refuse(s, "old");
                            s.expect(command("new"));
                            s.say("235 2.7.0 Accepted");
                            s.takeMail();
                        });
        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void aSecondRefusalParksAndIsNotTriedAThirdTime() throws Exception {
        var outcome =
                sent(
                        new Tokens("old", "new", "newer"),
                        s -> {
                            refuse(s, "old");
                            refuse(s, "new");
                            s.expect("QUIT");
                        });
        assertThat(outcome).isInstanceOf(Outcome.Parked.class);
        assertThat(Bench.cause(outcome).sentence())
                .contains("535 5.7.8")
                .doesNotContain("old", "newer");
    }

    @Test
    void aServerThatHangsUpAfterTheRefusalHasRefused() throws Exception {
        var outcome = sent(new Tokens("old", "new"), s -> refuse(s, "old"));
        assertThat(outcome).isInstanceOf(Outcome.Parked.class);
        assertThat(Bench.cause(outcome).sentence()).contains("535 5.7.8");
    }

    @Test
    void withoutATokenTheRouteIsParkedAndNothingSaid() throws Exception {
        var outcome = sent(new Tokens(), s -> s.expect("QUIT"));
        assertThat(outcome).isInstanceOf(Outcome.Parked.class);
        assertThat(Bench.cause(outcome).reason()).isEqualTo(Reason.AUTHORIZATION_NEEDED);
    }

    @Test
    void aServerThatTakesOnlyPasswordsDoesNotGetTheToken() throws Exception {
        try (var bench = new Bench(folder, new Tokens("ya29"));
                var server =
                        ScriptedServer.start(s -> {
                            s.greet("STARTTLS").startTls(bench.serving).hello("AUTH LOGIN PLAIN");
                            s.expect("QUIT");
                        })) {
            var outcome = bench.send(bench.startTls(LOGIN, server.port()));
            assertThat(Bench.cause(outcome).sentence()).contains("XOAUTH2");
        }
    }

    /// Microsoft's tokens have some two thousand characters.
    @Test
    void aLongTokenGoesOnALineOfItsOwn() throws Exception {
        var token = "e".repeat(2000);
        var outcome =
                sent(
                        new Tokens(token),
                        s -> {
                            s.expect("AUTH XOAUTH2");
                            s.say("334 ");
                            s.expect(command(token).substring("AUTH XOAUTH2 ".length()));
                            s.say("235 2.7.0 Authentication successful");
                            s.takeMail();
                        });
        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    }
}
