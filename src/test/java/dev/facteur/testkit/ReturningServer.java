package dev.facteur.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// A real mail server of a recipient's domain that takes every mail and finds out too late:
/// `vanished@` does not exist, `full@` has no room, `slow@` has to wait. It tells so to
/// `bounce.example.com`, whose server is a port on loopback.
public interface ReturningServer extends AutoCloseable {
    /// Which server.
    enum Kind {
        POSTFIX,
        EXIM,
        OPENSMTPD
    }

    int port();

    /// For messages of failed tests.
    String log() throws IOException;

    @Override
    void close() throws IOException;

    /// Returns when it takes connections.
    ///
    /// @param folder is made where it does not exist
    /// @param back the port of the server for `bounce.example.com`
    static ReturningServer start(Kind kind, Path folder, int back) throws IOException {
        return switch (kind) {
            case POSTFIX -> PostfixExchanger.returningTo(back);
            case EXIM -> Unpacked.start(folder, "exim4-daemon-light", "exim4-returning.sh", back);
            case OPENSMTPD -> Unpacked.start(folder, "opensmtpd", "opensmtpd-returning.sh", back);
        };
    }

    /// One that excludes others on the same machine.
    record Unpacked(Path folder, int port, CompletableFuture<Program.Result> server)
            implements ReturningServer {
        private static Unpacked start(Path folder, String unpacked, String script, int back)
                throws IOException {
            Files.createDirectories(folder);
            // The servers deliver as other users.
            Program.of("chmod", "755", folder.resolve(".."), folder).succeed();
            var ports = FreePorts.take(2);
            int port = ports.getFirst();
            var program =
                    PeerWorld.in(folder, unpacked)
                            .file("/etc/mailname", "hop.example\n")
                            .script(script)
                            .environment("PORT", String.valueOf(port))
                            .environment("NEXT", String.valueOf(ports.getLast()))
                            .environment("BACK", String.valueOf(back));
            var running =
                    CompletableFuture.supplyAsync(program::succeed, Thread::startVirtualThread);
            var server = new Unpacked(folder, port, running);
            Awaitility.await("the mail server listens").until(server::listens);
            return server;
        }

        private boolean listens() {
            if (server.isDone()) server.join();
            try (var client = RawSmtp.connect(port)) {
                return client.reply().startsWith("220");
            } catch (IOException notYet) {
                return false;
            }
        }

        @Override
        public String log() throws IOException {
            return Files.readString(folder.resolve("mainlog"), StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            Files.createFile(folder.resolve("stop"));
            server.orTimeout(20, TimeUnit.SECONDS).join();
        }
    }
}
