package dev.facteur.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// A server that somebody else has written, for as long as a test needs it, and its logs.
final class ForeignServer implements AutoCloseable {
    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final int SECONDS_TO_END = 20;

    private final Running running;
    private final List<Path> logs;

    private ForeignServer(Running running, Path... logs) {
        this.running = running;
        this.logs = List.of(logs);
    }

    /// A program that ends by itself once a file appears.
    static ForeignServer until(Path stop, Program program, Path... logs) {
        var run = CompletableFuture.supplyAsync(program::succeed, Thread::startVirtualThread);
        return new ForeignServer(new UntilFile(stop, run), logs);
    }

    /// A program that ends when it is told to, with all that it says in a file.
    static ForeignServer of(List<String> command, Path log) throws IOException {
        return of(command, Map.of(), log);
    }

    /// The same, with environment variables beside ours.
    static ForeignServer of(List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new ForeignServer(new UntilTold(builder.redirectOutput(log.toFile()).start()), log);
    }

    /// Returns when it can be used.
    ///
    /// @throws AssertionError with its logs, when that takes too long; it runs no more then
    ForeignServer awaitOpen(String name, Probe probe) throws IOException {
        try {
            Awaitility.await(name + " can be used")
                    .atMost(TO_START)
                    .until(() -> {
                        running.check();
                        return isOpen(probe);
                    });
            return this;
        } catch (RuntimeException | Error never) {
            never.addSuppressed(new IllegalStateException("its log:\n" + log()));
            close();
            throw never;
        }
    }

    /// Whether it can be used by now.
    interface Probe {
        /// @throws IOException when it cannot, like `false`
        boolean succeeds() throws IOException;
    }

    private static boolean isOpen(Probe probe) {
        try {
            return probe.succeeds();
        } catch (IOException notYet) {
            return false;
        }
    }

    /// Whether an SMTP server at that port greets.
    static boolean greets(int port) throws IOException {
        try (var client = RawSmtp.connect(port)) {
            return client.reply().startsWith("220");
        }
    }

    /// Whether somebody takes connections at that port.
    static boolean listens(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        }
    }

    /// What it wrote so far, also for messages of failed tests.
    String log() {
        var text = new StringBuilder();
        for (var log : logs) {
            if (logs.size() > 1) text.append(log.getFileName()).append(":\n");
            try {
                text.append(Files.readString(log, ISO_8859_1));
            } catch (IOException e) {
                text.append("(no log: ").append(e.getMessage()).append(")\n");
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        running.stop();
    }

    private sealed interface Running {
        /// Fails when it has ended.
        void check();

        void stop() throws IOException;
    }

    private record UntilFile(Path file, CompletableFuture<Program.Result> run) implements Running {
        @Override
        public void check() {
            if (run.isDone()) run.join();
        }

        @Override
        public void stop() throws IOException {
            Files.createFile(file);
            run.orTimeout(SECONDS_TO_END, TimeUnit.SECONDS).join();
        }
    }

    private record UntilTold(Process process) implements Running {
        @Override
        public void check() {
            if (process.isAlive()) return;
            throw new UncheckedIOException(new IOException("it ended with " + process.exitValue()));
        }

        @Override
        public void stop() {
            process.destroy();
            try {
                if (process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) return;
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
