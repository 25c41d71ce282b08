package dev.facteur.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// An authorisation server that somebody else has written: oauth2-mock-server, of npm. It checks
/// what ties a code to whoever asked for it (PKCE), and agrees to the rest.
public final class MockLoginServer implements AutoCloseable {
    private static final String PACKAGE = "oauth2-mock-server";

    private final Path stop;
    private final int port;
    private final CompletableFuture<Program.Result> server;

    private MockLoginServer(Path stop, int port, CompletableFuture<Program.Result> server) {
        this.stop = stop;
        this.port = port;
        this.server = server;
    }

    /// Returns when it answers.
    public static MockLoginServer start(Path folder) throws IOException {
        Peers.require("node");
        var packages = Peers.folder().resolve(PACKAGE);
        if (!Files.isDirectory(packages)) Peers.missing(PACKAGE + " is not in " + packages);
        var script = folder.resolve(PACKAGE + ".js");
        try (var in = MockLoginServer.class.getResourceAsStream("/peers/" + PACKAGE + ".js")) {
            if (in == null) throw new IOException("no such test resource: " + script);
            Files.write(script, in.readAllBytes());
        }
        int port = FreePorts.one();
        var stop = folder.resolve(PACKAGE + ".stop");
        var program = Program.of("node", script, packages, port, stop);
        var server = CompletableFuture.supplyAsync(program::succeed, Thread::startVirtualThread);
        var started = new MockLoginServer(stop, port, server);
        Awaitility.await("it answers")
                .until(() -> {
                    if (server.isDone()) server.join();
                    return started.answers();
                });
        return started;
    }

    private boolean answers() {
        try {
            return TokenProvider.visit(URI.create(base() + "/jwks")) == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    public String base() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
        Files.createFile(stop);
        server.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
