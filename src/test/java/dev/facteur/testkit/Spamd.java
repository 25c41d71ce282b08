package dev.facteur.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Debian's SpamAssassin as a server, with its rules as they come; it asks nobody else.
public final class Spamd implements AutoCloseable {
    private final int port;
    private final ForeignServer server;

    private Spamd(int port, ForeignServer server) {
        this.port = port;
        this.server = server;
    }

    /// Returns when it answers, after some seconds.
    ///
    /// @param folder is made where it does not exist
    public static Spamd start(Path folder) throws IOException {
        Peers.require("root", "spamd");
        Files.createDirectories(folder);
        int port = FreePorts.one();
        var options = "--local --nouser-config --username=nobody --max-children=1 --min-children=1";
        var command = new ArrayList<String>();
        command.add(Peers.program("spamd").toString());
        command.addAll(List.of(options.split(" ")));
        command.add("--listen=127.0.0.1:" + port);
        command.add("--pidfile=" + folder.resolve("spamd.pid"));
        command.add("--syslog=stderr");
        var server =
                ForeignServer.of(command, folder.resolve("spamd.log"))
                        .awaitOpen("SpamAssassin", () -> ForeignServer.listens(port));
        return new Spamd(port, server);
    }

    /// Where it takes connections.
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /// Its log, for messages of failed tests.
    public String log() {
        return server.log();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
