package dev.facteur.platform.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.platform.Surroundings;
import dev.facteur.platform.imap.ImapTrouble.Kind;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.testkit.Scene;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.TestAuthority;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileServerTest {
    private static final int MOST = 1 << 20;

    @TempDir static Path folder;

    private static TestAuthority authority;
    private static SSLContext serving;

    @BeforeAll
    static void issue() {
        authority = TestAuthority.create(folder);
        serving = authority.serving(authority.issue("localhost", "127.0.0.1"));
    }

    /// What a server does after the login.
    private interface Deed {
        void play(Scene scene, String tag) throws IOException;
    }

    private static ScriptedServer server(Deed deed) {
        return ScriptedServer.start(scene -> {
            scene.handshake(serving);
            scene.say("* OK [CAPABILITY IMAP4rev1 UIDPLUS] hello");
            scene.say(tag(scene) + " OK in");
            scene.say("* CAPABILITY IMAP4rev1", tag(scene) + " OK");
            deed.play(scene, tag(scene));
        });
    }

    private static String tag(Scene scene) throws IOException {
        return scene.line().split(" ")[0];
    }

    private static ImapMailbox open(ScriptedServer server, ImapServer.Security security)
            throws ImapTrouble {
        return open(server, security, Duration.ofSeconds(20));
    }

    private static ImapMailbox open(
            ScriptedServer server, ImapServer.Security security, Duration life) throws ImapTrouble {
        var system = Surroundings.system();
        return new Imap(system, new ClientTls(system.clock()))
                .open(
                        new ImapServer(
                                "localhost", server.port(), security, "u", authority.caFile()),
                        new Secret("open sesame"),
                        life,
                        MOST);
    }

    private static void brokenBy(Deed deed, String words) throws Exception {
        try (var server = server(deed);
                var mailbox = open(server, ImapServer.Security.IMPLICIT)) {
            assertThatThrownBy(mailbox::folders)
                    .isInstanceOfSatisfying(
                            ImapTrouble.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN))
                    .hasMessageContaining(words);
        }
    }

    @Test
    void literalThatIsTooLargeIsNotWaitedFor() throws Exception {
        brokenBy((scene, _) -> scene.say("* LIST () \"/\" {2000000000}"), "announces 2000000000");
        brokenBy((scene, _) -> scene.say("* LIST () \"/\" {900000000}"), "announces 900000000");
        brokenBy((scene, _) -> scene.say("* LIST () \"/\" {1 {1{00900000000}"), "announces");
    }

    @Test
    void foldersWithoutEndAreCutShort() throws Exception {
        var line = "* LIST () \"/\" x\r\n".repeat(1000);
        brokenBy(
                (scene, _) -> {
                    for (int i = 0; i < 1000; i++) scene.sayRaw(line);
                },
                "more than");
        brokenBy(
                (scene, _) -> {
                    for (int i = 0; i < 1000; i++) scene.sayRaw("\r\n".repeat(1000));
                },
                "lines");
    }

    @Test
    void lineWithoutEndIsCutShort() throws Exception {
        var piece = "x".repeat(1 << 16);
        brokenBy(
                (scene, _) -> {
                    for (int i = 0; i < 1000; i++) scene.sayRaw(piece);
                },
                "more than");
    }

    @Test
    void answersThatTheLibraryCannotReadBreakNoThread() throws Exception {
        brokenBy((scene, _) -> scene.say("* 1 FETCH (U"), "");
        var deep = "(".repeat(500_000);
        brokenBy((scene, tag) -> scene.say("* 1 FETCH (BODYSTRUCTURE " + deep, tag + " OK"), "");
    }

    @Test
    void serverThatFallsSilentIsLeftWhenTheTimeIsOver() throws Exception {
        try (var server = server((scene, _) -> scene.line());
                var mailbox = open(server, ImapServer.Security.IMPLICIT, Duration.ofMillis(700))) {
            assertThatThrownBy(mailbox::folders).isInstanceOf(ImapTrouble.class);
        }
    }

    /// The library would call the server anew, by itself and without TLS.
    @Test
    void connectionThatFailsAfterTlsIsNotReplacedByOneInClear() throws Exception {
        try (var server =
                ScriptedServer.start(scene -> {
                    scene.handshake(serving);
                    scene.line();
                })) {
            var system = Surroundings.system();
            var world =
                    new Surroundings(
                            system.clock(),
                            system.random(),
                            system.resolver(),
                            system.dns(),
                            system.nameServers(),
                            (address, timeout) -> {
                                var socket = new FailingLater();
                                socket.connect(address, (int) timeout.toMillis());
                                return socket;
                            },
                            system.disk(),
                            system.owners());
            var place =
                    new ImapServer(
                            "localhost",
                            server.port(),
                            ImapServer.Security.IMPLICIT,
                            "u",
                            authority.caFile());
            var imap = new Imap(world, new ClientTls(system.clock()));
            assertThatThrownBy(() ->
                            imap.open(
                                    place, new Secret("open sesame"), Duration.ofSeconds(9), MOST))
                    .isInstanceOf(ImapTrouble.class);
            assertThat(server.connections()).isOne();
        }
    }

    /// Takes one time limit, ours, and fails at the next.
    private static final class FailingLater extends Socket {
        private boolean limited;

        @Override
        public void setSoTimeout(int milliseconds) throws SocketException {
            if (limited) throw new SocketException("gone");
            limited = true;
            super.setSoTimeout(milliseconds);
        }
    }

    @Test
    void withoutTlsNoPasswordIsSaid() throws Exception {
        try (var server =
                ScriptedServer.start(scene -> {
                    scene.say("* OK hello");
                    scene.say(tag(scene) + " BAD what is that?");
                    scene.line();
                })) {
            assertThatThrownBy(() -> open(server, ImapServer.Security.STARTTLS))
                    .isInstanceOfSatisfying(
                            ImapTrouble.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_TLS));
            assertThat(server.heard()).first().isEqualTo("tls1 STARTTLS");
            assertThat(server.heard()).noneMatch(line -> line.contains("sesame"));
        }
    }

    @Test
    void whatComesInClearAfterTheWishForTlsIsNeverTakenForTheServers() throws Exception {
        try (var server =
                ScriptedServer.start(scene -> {
                    scene.say("* OK hello");
                    scene.line();
                    scene.sayRaw("tls1 OK\r\n* PREAUTH welcome\r\n");
                    scene.handshake(serving);
                    scene.line();
                })) {
            assertThatThrownBy(() -> open(server, ImapServer.Security.STARTTLS))
                    .isInstanceOf(ImapTrouble.class);
        }
    }

    @Test
    void bigMailWithShortLinesIsNoAttack() throws Exception {
        var body = "\r\n".repeat(200_000);
        try (var server =
                        server((scene, tag) -> {
                            scene.sayRaw(
                                    "* 7 FETCH (UID 9 RFC822.SIZE 400000 BODY[]<0> {400000}\r\n");
                            scene.sayRaw(body + ")\r\n");
                            scene.say(tag + " OK");
                        });
                var mailbox = open(server, ImapServer.Security.IMPLICIT)) {
            assertThat(mailbox.fetch(9, 500_000).orElseThrow().whole()).isTrue();
        }
    }
}
