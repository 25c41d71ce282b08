package dev.facteur.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One run of another program: what it gets, how long it may take, what it said.
///
/// ```java
/// var result = Program.of("msmtp", "-C", file, "rcpt@example.net").input(mail).run();
/// ```
public final class Program {
    private final List<String> command;
    private final Map<String, String> environment = new HashMap<>();
    private byte[] input = new byte[0];
    private @Nullable Path folder;
    private Duration limit = Duration.ofSeconds(60);

    private Program(List<String> command) {
        this.command = List.copyOf(command);
    }

    public static Program of(Object... words) {
        var command = new ArrayList<String>();
        for (var word : words) {
            command.add(word.toString());
        }
        return new Program(command);
    }

    public static Program of(List<String> command) {
        return new Program(command);
    }

    public Program input(byte[] bytes) {
        input = bytes.clone();
        return this;
    }

    public Program environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public Program environment(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    public Program folder(Path folder) {
        this.folder = folder;
        return this;
    }

    /// The program is killed when it takes longer; 60 s unless told.
    public Program limit(Duration limit) {
        this.limit = limit;
        return this;
    }

    /// Runs it to its end.
    ///
    /// @throws IllegalStateException when it cannot be started or takes too long
    public Result run() {
        try {
            return start();
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + command + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }

    /// Runs it to its end and fails, with what it said, when it does not exit with 0.
    public Result succeed() {
        var result = run();
        if (result.exit() != 0) {
            throw new AssertionError(command + " failed: " + result);
        }
        return result;
    }

    private Result start() throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        if (folder != null) builder.directory(folder.toFile());
        var process = builder.start();
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var readers =
                List.of(
                        Thread.ofVirtual().start(() -> drain(process.getInputStream(), out)),
                        Thread.ofVirtual().start(() -> drain(process.getErrorStream(), err)),
                        Thread.ofVirtual().start(() -> feed(process.getOutputStream())));
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException(
                    command + " took longer than " + limit + "; it had said: " + out + err);
        }
        for (var reader : readers) {
            // A child left behind may hold the pipe open: what came until now has to do.
            reader.join(Duration.ofSeconds(2));
        }
        return new Result(
                process.exitValue(),
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }

    private void feed(OutputStream stream) {
        try (stream) {
            stream.write(input);
        } catch (IOException e) {
            // The program did not want all of it; its exit code says whether that matters.
            return;
        }
    }

    private static void drain(InputStream stream, ByteArrayOutputStream into) {
        try {
            stream.transferTo(into);
        } catch (IOException e) {
            // The program ended or was killed; what it said until then is kept.
            return;
        }
    }

    /// What a program said and how it ended.
    public record Result(int exit, String out, String err) {
        @Override
        public String toString() {
            return "exit " + exit + "\n" + out + (err.isEmpty() ? "" : "\n[stderr]\n" + err);
        }
    }
}
