package dev.facteur.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where a command was called from: what it writes to, asks, and finds around itself.
///
/// @param environment environment variables
/// @param folder the working folder
/// @param interactive whether a person reads the output, so that it may be cut to the window's
///   width and coloured
/// @param prompt asks for a secret without echo
public record Terminal(
        PrintStream out,
        PrintStream err,
        InputStream in,
        Map<String, String> environment,
        Path folder,
        boolean interactive,
        Prompt prompt) {
    private static final int USUAL_WIDTH = 100;
    private static final int LEAST_WIDTH = 40;

    /// Asks a person for a secret.
    public interface Prompt {
        /// Empty when nobody can be asked.
        Optional<char[]> ask(String question);
    }

    public Terminal {
        environment = Map.copyOf(environment);
    }

    /// The terminal this program was started from. Text goes out as UTF-8 whatever the locale says:
    /// file names, addresses and replies are full of it.
    public static Terminal system() {
        var console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        return new Terminal(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                System.in,
                System.getenv(),
                Path.of("").toAbsolutePath(),
                console.isPresent(),
                question -> console.map(it -> it.readPassword("%s ", question)));
    }

    /// Columns of the window; 0 when nobody looks and nothing needs to be cut.
    public int width() {
        if (!interactive) return 0;
        var columns = environment.getOrDefault("COLUMNS", "");
        if (columns.isEmpty() || columns.length() > 4) return USUAL_WIDTH;
        if (!columns.chars().allMatch(digit -> digit >= '0' && digit <= '9')) return USUAL_WIDTH;
        return Math.max(LEAST_WIDTH, Integer.parseInt(columns));
    }

    /// Follows no-color.org and the oldest convention of all, `TERM=dumb`.
    public boolean coloured() {
        return interactive
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
