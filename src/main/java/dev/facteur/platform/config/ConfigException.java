package dev.facteur.platform.config;

import java.util.List;
import java.util.stream.Collectors;

/// The configuration has mistakes. All of them, in the order of their lines.
public final class ConfigException extends Exception {
    private final List<Problem> problems;

    /// One mistake.
    ///
    /// @param where file and line, or the environment variable
    /// @param key `table.key`, `""` for a mistake of syntax
    /// @param message what is wrong and what would be right
    public record Problem(String where, int line, String key, String message) {
        @Override
        public String toString() {
            return where + ": " + (key.isEmpty() ? "" : key + ": ") + message;
        }
    }

    ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
