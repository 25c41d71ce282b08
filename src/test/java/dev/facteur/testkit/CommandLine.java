package dev.facteur.testkit;

import dev.facteur.cli.Cli;
import dev.facteur.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// The commands as people type them, at a gateway of a test whose clock goes on by itself, five
/// times as fast as the machine's, as long as this is open.
public final class CommandLine implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(500);

    private final PracticeGateway gateway;
    private final String language;
    private final AtomicBoolean stopped;

    /// @param said on both streams, in its order
    public record Ran(int exit, String said) {}

    private CommandLine(PracticeGateway gateway, String language, AtomicBoolean stopped) {
        this.gateway = gateway;
        this.language = language;
        this.stopped = stopped;
    }

    public static CommandLine at(PracticeGateway gateway) {
        var line = new CommandLine(gateway, "en", new AtomicBoolean());
        Thread.ofVirtual().name("time passes").start(line::letTimePass);
        return line;
    }

    private void letTimePass() {
        while (!stopped.get()) {
            gateway.advance(STEP);
            LockSupport.parkNanos(STEP.toNanos() / 5);
        }
    }

    /// The same in another language.
    public CommandLine in(String other) {
        return new CommandLine(gateway, other, stopped);
    }

    public Ran run(String... words) {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        var terminal =
                new Terminal(
                        print,
                        print,
                        InputStream.nullInputStream(),
                        Map.of("LANG", language),
                        Path.of("").toAbsolutePath(),
                        false,
                        _ -> Optional.empty());
        var all = new ArrayList<>(Arrays.asList(words));
        if (!all.contains("--data")) all.addAll(List.of("--data", gateway.data().toString()));
        int exit = new Cli(terminal, new NoPrograms()).run(all.toArray(String[]::new));
        return new Ran(exit, out.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        stopped.set(true);
    }
}
