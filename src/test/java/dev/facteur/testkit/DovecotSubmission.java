package dev.facteur.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// Dovecot's submission server, which takes access tokens and nothing else, asks the authorisation
/// server whose they are, and passes mail on.
public final class DovecotSubmission implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final CompletableFuture<Program.Result> server;

    private DovecotSubmission(Path folder, int port, CompletableFuture<Program.Result> server) {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    /// Returns when it takes connections.
    ///
    /// @param introspection where it asks whose a token is (RFC 7662)
    /// @param relay the port of this machine to which it passes mail on
    /// @param mechanisms `xoauth2`, `oauthbearer` or both
    public static DovecotSubmission start(
            Path folder,
            TestAuthority authority,
            String introspection,
            int relay,
            String mechanisms)
            throws IOException {
        Files.createDirectories(folder);
        // It runs as several users.
        Program.of("chmod", "755", folder.resolve(".."), folder).succeed();
        int port = FreePorts.one();
        var issued = authority.issue("localhost", "127.0.0.1");
        var program =
                PeerWorld.in(folder, "dovecot-core", "dovecot-submissiond")
                        .file("/etc/hop/key.pem", Files.readString(issued.keyFile()))
                        .file(
                                "/etc/hop/certificate.pem",
                                Files.readString(issued.certificateFile()))
                        .script("dovecot-submission.sh")
                        .environment("PORT", String.valueOf(port))
                        .environment("RELAY", String.valueOf(relay))
                        .environment("INTROSPECTION", introspection)
                        .environment("MECHANISMS", mechanisms);
        var server = CompletableFuture.supplyAsync(program::succeed, Thread::startVirtualThread);
        var started = new DovecotSubmission(folder, port, server);
        try {
            started.awaitOpen();
            return started;
        } catch (RuntimeException | Error never) {
            never.addSuppressed(new IllegalStateException("its log:\n" + started.log()));
            started.close();
            throw never;
        }
    }

    private void awaitOpen() {
        Awaitility.await("Dovecot listens")
                .until(() -> {
                    if (server.isDone()) server.join();
                    try (var client = RawSmtp.connect(port)) {
                        return client.reply().startsWith("220");
                    } catch (IOException notYet) {
                        return false;
                    }
                });
    }

    public int port() {
        return port;
    }

    /// Its log, also for messages of failed tests.
    public String log() {
        try {
            return Files.readString(folder.resolve("mainlog"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() throws IOException {
        Files.createFile(folder.resolve("stop"));
        server.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
