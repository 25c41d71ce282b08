package dev.facteur.platform.config;

import java.util.List;
import java.util.stream.Collectors;

/// The configuration has mistakes. All of them, in the order of their lines.
public final class ConfigException extends Exception {
    private final List<Problem> problems;

    /// One mistake.
    ///
    /// @param key `table.key`, `""` for a mistake of syntax
    public record Problem(Place place, String key, Mistake mistake) {
        public int line() {
            return place.line();
        }

        /// What is wrong and what would be right.
        public String message() {
            return mistake.sentence();
        }

        @Override
        public String toString() {
            return place + ": " + (key.isEmpty() ? "" : key + ": ") + message();
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
