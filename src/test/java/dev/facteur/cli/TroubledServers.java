package dev.facteur.cli;

import dev.facteur.testkit.Gate;
import dev.facteur.testkit.Scene;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.TestAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/// Providers' mail servers in each sort of trouble, as long as a test needs them.
final class TroubledServers {
    final TestAuthority authority;
    private final Path folder;
    private final List<AutoCloseable> opened = new ArrayList<>();

    /// @param authority that gateways trust
    TroubledServers(TestAuthority authority, Path folder) {
        this.authority = authority;
        this.folder = folder;
    }

    TestAuthority.Issued right() {
        return authority.issue("localhost");
    }

    TestAuthority.Issued expired() {
        return authority.issueFor(Duration.ofDays(-3), "localhost");
    }

    SSLContext serving(TestAuthority.Issued issued) {
        return authority.serving(issued);
    }

    int well(TestAuthority.Issued issued) {
        return answersLogin(serving(issued), "235 2.7.0 welcome");
    }

    /// A certificate with the right name, of an authority that is not trusted.
    int shownBy(String authority) {
        var other = TestAuthority.create(folder.resolve(authority), authority);
        return answersLogin(other.serving(other.issue("localhost")), "235 2.7.0 welcome");
    }

    int answersLogin(String reply) {
        return answersLogin(serving(right()), reply);
    }

    int answersLogin(SSLContext context, String reply) {
        return plays(answering(context, reply), "");
    }

    static ScriptedServer.Script answering(SSLContext context, String reply) {
        return scene -> {
            if (!scene.greetInTls(context)) return;
            scene.hello("AUTH PLAIN LOGIN");
            var next = scene.line();
            if (next.startsWith("AUTH ")) {
                scene.say(reply);
                next = scene.line();
            }
            if (next.equals("QUIT")) scene.say("221 2.0.0 bye");
        };
    }

    int offers(String mechanisms) {
        var context = serving(right());
        return plays(
                scene -> {
                    scene.greet("STARTTLS").startTls(context);
                    bye(scene.hello(mechanisms));
                },
                "");
    }

    void bye(Scene scene) throws IOException {
        scene.expect("QUIT");
        scene.say("221 2.0.0 bye");
    }

    static void refuseTls(Scene scene) throws IOException {
        scene.greet("STARTTLS").expect("STARTTLS");
        scene.say("454 4.7.0 TLS not available due to local problem");
        scene.expect("QUIT");
        scene.say("221 2.0.0 bye");
    }

    /// Takes the login, where there is one, and answers one command of the mail so.
    void refuse(Scene scene, String at, String reply, boolean login) throws IOException {
        scene.greet("STARTTLS").startTls(serving(right()));
        scene.hello("AUTH PLAIN LOGIN");
        if (login) {
            scene.expect("AUTH ");
            scene.say("235 2.7.0 welcome");
        }
        while (true) {
            var line = scene.line();
            var verb = line.substring(0, 4);
            if (verb.equals("QUIT")) {
                scene.say("221 2.0.0 bye");
                return;
            }
            if (verb.equals("DATA")) {
                scene.say("354 go on");
                scene.content();
            }
            scene.say(verb.equals(at) ? reply : "250 2.0.0 fine");
        }
    }

    int gated(Gate gate) {
        opened.add(gate);
        return gate.port();
    }

    /// @param first said before the script, `""` for nothing
    int plays(ScriptedServer.Script script, String first) {
        return started(
                        scene -> {
                            if (!first.isEmpty()) scene.say(first);
                            script.play(scene);
                        })
                .port();
    }

    ScriptedServer started(ScriptedServer.Script script) {
        var server = ScriptedServer.start(script);
        opened.add(server);
        return server;
    }

    void stop() throws Exception {
        for (var one : opened.reversed()) one.close();
    }
}
