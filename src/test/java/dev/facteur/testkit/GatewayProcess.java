package dev.facteur.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// The real product in a JVM of its own: `facteur serve` with a data folder, a configuration file
/// and free ports, which can be stopped, killed and started again on the same folder.
public final class GatewayProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Path data;
    private final TestAuthority authority;
    private final List<Integer> ports = FreePorts.take(4);
    private final List<String> javaOptions = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable Process process;

    private GatewayProcess(Path folder, Path data) {
        this.folder = folder;
        this.data = data;
        this.authority = TestAuthority.create(folder);
    }

    /// Makes the configuration in `folder`, which must exist; starts nothing.
    ///
    /// @param more lines of facteur.toml with tables of their own, such as `[queue]\nretry = "1s"`
    public static GatewayProcess prepare(Path folder, String more) {
        return prepare(folder, folder.resolve("data"), more);
    }

    /// As above with a data folder elsewhere.
    public static GatewayProcess prepare(Path folder, Path data, String more) {
        var gateway = new GatewayProcess(folder, data);
        var issued = gateway.authority.issue("localhost", "127.0.0.1");
        var text =
                """
                [server]
                name = "gateway.example"

                [submission]
                listen = ["127.0.0.1"]
                starttls = [%d, %d]
                implicit = [%d]

                [http]
                listen = "127.0.0.1:%d"

                [tls]
                certificate = "%s"
                key = "%s"

                %s
                """
                        .formatted(
                                gateway.startTlsPort(),
                                gateway.secondStartTlsPort(),
                                gateway.implicitPort(),
                                gateway.ports.get(3),
                                issued.certificateFile(),
                                issued.keyFile(),
                                more);
        try {
            Files.writeString(gateway.configFile(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return gateway;
    }

    /// Adds an option for the JVM, such as `-Xmx96m`; takes effect at the next start.
    public GatewayProcess javaOption(String option) {
        javaOptions.add(option);
        return this;
    }

    /// Starts it and waits until it is ready.
    public GatewayProcess start() {
        launch();
        Awaitility.await("gateway ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(this::readyOrDead);
        if (!running().isAlive()) {
            throw new AssertionError("the gateway ended at its start:\n" + errorTail());
        }
        return this;
    }

    /// Starts it without waiting.
    public void launch() {
        var command = java();
        command.addAll(List.of("serve", "--data", data.toString()));
        command.addAll(List.of("--config", configFile().toString()));
        var builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(errorFile().toFile()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// SIGKILL: nothing in the gateway gets to run any more.
    public void kill9() {
        end(running().destroyForcibly());
    }

    /// SIGTERM; returns when it has ended.
    public void terminate() {
        running().destroy();
        end(running());
    }

    public boolean alive() {
        return process != null && process.isAlive();
    }

    /// A command of the CLI about this gateway, ready to run.
    public Program cli(String... words) {
        var command = java();
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data.toString()));
        return Program.of(command);
    }

    /// How a shell would call the program, for `sendmail_path` and scripts; options follow.
    public String shellCommand(String... words) {
        var command = java();
        command.addAll(List.of(words));
        return command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }

    public int startTlsPort() {
        return ports.get(0);
    }

    public int secondStartTlsPort() {
        return ports.get(1);
    }

    public int implicitPort() {
        return ports.get(2);
    }

    public URI http(String path) {
        return URI.create("http://127.0.0.1:" + ports.get(3) + path);
    }

    /// Who issued the certificate that the doors show.
    public TestAuthority authority() {
        return authority;
    }

    public Path data() {
        return data;
    }

    public Path configFile() {
        return folder.resolve("facteur.toml");
    }

    /// The end of what it wrote, for messages of failed tests.
    public String errorTail() {
        try {
            var lines = Files.readAllLines(errorFile());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "(it wrote nothing: " + e.getMessage() + ")";
        }
    }

    /// All that it wrote since the first start.
    public String errors() throws IOException {
        return Files.readString(errorFile());
    }

    /// Asks by HTTP whether it takes mail.
    public boolean ready() {
        try {
            var request =
                    HttpRequest.newBuilder(http("/readyz")).timeout(Duration.ofSeconds(2)).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        if (alive()) terminate();
        http.close();
    }

    private boolean readyOrDead() {
        return !running().isAlive() || ready();
    }

    private Process running() {
        if (process == null) throw new IllegalStateException("the gateway was never started");
        return process;
    }

    private void end(Process ending) {
        try {
            if (ending.waitFor(30, TimeUnit.SECONDS)) return;
            ending.destroyForcibly().waitFor();
            throw new AssertionError("the gateway did not end within 30 s:\n" + errorTail());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Path errorFile() {
        return folder.resolve("gateway.log");
    }

    private List<String> java() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseCompactObjectHeaders");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-XX:+UseSerialGC");
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", productClassPath(), "dev.facteur.Main"));
        return command;
    }

    /// The product's classes and libraries, without the tests': they run before there is a jar.
    private static String productClassPath() {
        var tests =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(tests.split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
