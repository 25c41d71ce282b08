package dev.facteur.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// Debian's SpamAssassin as a server, with its rules as they come; it asks nobody else.
public final class Spamd implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final Process process;

    private Spamd(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /// Returns when it answers, after some seconds.
    ///
    /// @param folder is made where it does not exist
    public static Spamd start(Path folder) throws IOException {
        Peers.require("root", "spamd");
        Files.createDirectories(folder);
        int port = FreePorts.one();
        var options = "--local --nouser-config --username=nobody --max-children=1 --min-children=1";
        var command = new ProcessBuilder(Peers.program("spamd").toString());
        command.command().addAll(List.of(options.split(" ")));
        command.command().add("--listen=127.0.0.1:" + port);
        command.command().add("--pidfile=" + folder.resolve("spamd.pid"));
        command.command().add("--syslog=stderr");
        var log = folder.resolve("spamd.log").toFile();
        var process = command.redirectErrorStream(true).redirectOutput(log).start();
        var started = new Spamd(folder, port, process);
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
        Awaitility.await("SpamAssassin listens")
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    if (!process.isAlive()) throw new IllegalStateException("spamd has ended");
                    try (var socket = new Socket(address().getAddress(), port)) {
                        return socket.isConnected();
                    } catch (IOException notYet) {
                        return false;
                    }
                });
    }

    /// Where it takes connections.
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /// Its log, for messages of failed tests.
    public String log() {
        try {
            return Files.readString(folder.resolve("spamd.log"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
