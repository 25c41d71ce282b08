package dev.facteur.bench;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Listener;
import dev.facteur.platform.Surroundings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The gateway that is measured: `facteur serve` as a process of its own, on loopback and free
/// ports, with the flags this JVM was started with. `./facteur` gives both the same.
final class ChildGateway implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration END = Duration.ofSeconds(40);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /// A backlog waits until everything is measured.
    private static final String MUCH_LATER = "[queue]\nretry = \"12h\"\n";

    private static final int TAIL_LINES = 5;

    /// More than one address may use by default, and some to spare for connections that are ending.
    private static final int SPARE_CONNECTIONS = 100;

    private final Path folder;
    private final Process process;
    private final int localPort;

    private ChildGateway(Path folder, Process process, int localPort) {
        this.folder = folder;
        this.process = process;
        this.localPort = localPort;
    }

    /// Starts one and waits until it takes mail.
    ///
    /// @param folder exists, and is empty or was left by another one; everything the gateway makes
    ///   is in it
    static ChildGateway start(Path folder, Plan plan, Surroundings world)
            throws IOException, InterruptedException {
        int port = freePort();
        var config = folder.resolve("facteur.toml");
        Files.writeString(config, settings(plan, port));
        Files.deleteIfExists(ready(folder));
        var builder = new ProcessBuilder(command(config, data(folder)));
        builder.environment().keySet().removeIf(name -> name.startsWith("FACTEUR_"));
        builder.redirectErrorStream(true).redirectOutput(log(folder).toFile());
        var gateway = new ChildGateway(folder, builder.start(), port);
        try {
            gateway.awaitReady(world.clock());
            return gateway;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            gateway.close();
            throw failure;
        }
    }

    /// A moment later somebody else may have it; the gateway then says so.
    private static int freePort() throws IOException {
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var door = Listener.open(any)) {
            return door.port();
        }
    }

    private static String settings(Plan plan, int localPort) {
        int connections = plan.load().connections() + SPARE_CONNECTIONS;
        return """
        [server]
        name = "localhost"
        [submission]
        listen = "127.0.0.1"
        starttls = [0]
        implicit = []
        max_connections = %d
        max_connections_per_address = %d
        [local]
        listen = "127.0.0.1:%d"
        site = "%s"
        [http]
        listen = "127.0.0.1:0"
        [retention]
        events = "3650d"
        """
                        .formatted(connections, connections, localPort, Operator.SITE)
                + (plan.backlog() > 0 ? MUCH_LATER : "");
    }

    private static List<String> command(Path config, Path data) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.facteur.Main"));
        command.addAll(List.of("serve", "--config", config.toString(), "--data", data.toString()));
        return command;
    }

    /// Those of this JVM but for what says where the program lies: a gateway that knows it takes
    /// the place of the real one, for all calls of `facteur sendmail`.
    static List<String> flags(List<String> own) {
        return own.stream().filter(flag -> !flag.startsWith("-Dfacteur.")).toList();
    }

    Path data() {
        return data(folder);
    }

    /// The certificate it made for itself, to be trusted by those who come in.
    Path certificate() {
        return data().resolve("tls").resolve("certificate.pem");
    }

    /// The door without TLS and password.
    Door localDoor() {
        return new Door(localPort, null);
    }

    /// CPU time of the process so far; null where the system does not tell.
    @Nullable Duration cpu() {
        return process.info().totalCpuDuration().orElse(null);
    }

    /// Most memory it ever had in use; null where the system does not tell.
    @Nullable Long peakBytes() {
        var status = Path.of("/proc", Long.toString(process.pid()), "status");
        return ProcFile.bytes(status, "VmHWM");
    }

    /// The end of what it wrote.
    String lastWords() {
        try {
            var lines = Files.readAllLines(log(folder), StandardCharsets.UTF_8);
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(its log cannot be read: " + e.getMessage() + ")";
        }
    }

    /// Ends it, also while the thread is interrupted: an orphan would go on for ever.
    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().orTimeout(END.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException tooSlow) {
            process.destroyForcibly().onExit().join();
        }
    }

    private void awaitReady(Clock clock) throws IOException, InterruptedException {
        var deadline = clock.now().plus(START);
        while (!ready()) {
            if (!process.isAlive()) {
                throw new IOException("the gateway ended at its start:\n" + lastWords());
            }
            if (clock.now().isAfter(deadline)) {
                throw new IOException("the gateway did not get ready:\n" + lastWords());
            }
            clock.sleepUntil(clock.now().plus(LOOK_AGAIN));
        }
    }

    /// The file is there once the API listens, which is the last thing a gateway opens.
    private boolean ready() {
        return Files.exists(ready(folder));
    }

    private static Path ready(Path folder) {
        return data(folder).resolve("admin.json");
    }

    private static Path data(Path folder) {
        return folder.resolve("data");
    }

    private static Path log(Path folder) {
        return folder.resolve("gateway.log");
    }
}
