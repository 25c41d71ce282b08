package dev.facteur.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Dovecot's submission server, which takes access tokens and nothing else, asks the authorisation
/// server whose they are, and passes mail on.
public final class DovecotSubmission implements AutoCloseable {
    private final int port;
    private final ForeignServer server;

    private DovecotSubmission(int port, ForeignServer server) {
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
        var server =
                ForeignServer.until(folder.resolve("stop"), program, folder.resolve("mainlog"))
                        .awaitOpen("Dovecot", () -> ForeignServer.greets(port));
        return new DovecotSubmission(port, server);
    }

    public int port() {
        return port;
    }

    /// Its log, also for messages of failed tests.
    public String log() {
        return server.log();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
