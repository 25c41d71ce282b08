package dev.facteur.cli;

import com.sun.net.httpserver.HttpServer;
import dev.facteur.bench.Plan;
import dev.facteur.bench.Progress;
import dev.facteur.bench.Report;
import dev.facteur.platform.config.Config;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// A command line with a terminal made of strings and a gateway that answers as told.
final class Scene implements AutoCloseable {
    final List<String> requests = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>(Map.of("LANG", "C"));
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private @Nullable HttpServer server;
    private InputStream typed = InputStream.nullInputStream();
    private @Nullable String secret;
    private Measurement measurement =
            _ -> {
                throw new IOException("nothing is measured here");
            };
    private Path folder = Path.of("").toAbsolutePath();

    /// Makes a data folder in which a gateway seems to run. Every request gets this answer.
    Scene gateway(Path data, int status, String json) {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        var body = exchange.getRequestBody().readAllBytes();
                        requests.add(
                                (exchange.getRequestMethod()
                                                + " "
                                                + exchange.getRequestURI()
                                                + " "
                                                + new String(body, StandardCharsets.UTF_8))
                                        .strip());
                        var bytes = json.getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                        try (var stream = exchange.getResponseBody()) {
                            stream.write(bytes);
                        }
                    });
            server.start();
            var url = "http://127.0.0.1:" + server.getAddress().getPort();
            Files.writeString(
                    data.resolve("admin.json"), "{\"url\":\"" + url + "\",\"token\":\"t\"}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment.put("FACTEUR_SERVER_DATA", data.toString());
        return this;
    }

    Scene environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Scene folder(Path path) {
        folder = path;
        return this;
    }

    /// What stands on standard input.
    Scene typed(String text) {
        return typing(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// What somebody types meanwhile.
    Scene typing(InputStream input) {
        typed = input;
        return this;
    }

    /// What a person answers when asked for a secret.
    Scene secret(String text) {
        secret = text;
        return this;
    }

    /// How a benchmark ends.
    Scene measures(Measurement result) {
        measurement = result;
        return this;
    }

    int run(String... arguments) {
        return new Cli(terminal(), new NoPrograms(measurement)).run(arguments);
    }

    CommandLine commandLine(Messages messages) {
        var desk = new Desk(terminal(), messages, new Facteur());
        return new Cli(terminal(), new NoPrograms(measurement)).commandLine(desk, new String[0]);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (server != null) server.stop(0);
    }

    private Terminal terminal() {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                typed,
                environment,
                folder,
                false,
                _ -> Optional.ofNullable(secret).map(String::toCharArray));
    }

    /// Stands for `facteur bench`.
    interface Measurement {
        Report of(Plan plan) throws IOException, InterruptedException;
    }

    /// Commands under test start nothing.
    private record NoPrograms(Measurement measurement) implements Programs {
        @Override
        public Running serve(Config config) throws IOException {
            throw new IOException("port 587 is taken; end what has it, or choose another");
        }

        @Override
        public int trial(Trial trial, Terminal terminal) {
            return trial.once() ? 0 : 1;
        }

        @Override
        public int sandbox(Practice practice, Terminal terminal) {
            return practice.ports().http();
        }

        @Override
        public Report bench(Plan plan, Progress progress) throws IOException, InterruptedException {
            progress.at(1, Progress.Stage.MEASURING, 1, 2);
            return measurement.of(plan);
        }
    }
}
