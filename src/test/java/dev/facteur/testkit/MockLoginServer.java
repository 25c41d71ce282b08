package dev.facteur.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// An authorisation server that somebody else has written: oauth2-mock-server, of npm. It checks
/// what ties a code to whoever asked for it (PKCE), and agrees to the rest.
public final class MockLoginServer implements AutoCloseable {
    private static final String PACKAGE = "oauth2-mock-server";

    private final int port;
    private final ForeignServer server;

    private MockLoginServer(int port, ForeignServer server) {
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
        var server =
                ForeignServer.until(stop, program)
                        .awaitOpen(PACKAGE, () -> TokenProvider.visit(jwks(port)) == 200);
        return new MockLoginServer(port, server);
    }

    private static URI jwks(int port) {
        return URI.create("http://127.0.0.1:" + port + "/jwks");
    }

    public String base() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
