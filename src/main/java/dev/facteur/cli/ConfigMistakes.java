package dev.facteur.cli;

import dev.facteur.platform.config.ConfigException;
import dev.facteur.platform.config.ConfigException.Problem;
import dev.facteur.platform.config.Place;
import java.util.stream.Collectors;

/// The mistakes of a configuration in the reader's language, one a line.
record ConfigMistakes(Desk desk) {
    Failure failure(ConfigException mistakes) {
        return new Failure(
                ExitCode.CONFIG,
                mistakes.problems().stream().map(this::line).collect(Collectors.joining("\n")));
    }

    private String line(Problem problem) {
        var key = problem.key().isEmpty() ? "" : problem.key() + ": ";
        return place(problem.place()) + ": " + key + sentence(problem);
    }

    private String place(Place place) {
        if (place.environment()) return desk.text("place.variable", place.source());
        if (place.line() == 0) return place.source();
        return desk.text("place.line", place.source(), place.line());
    }

    String sentence(Problem problem) {
        var mistake = problem.mistake();
        return desk.messages()
                .translation("setting." + mistake.code(), mistake.values())
                .orElse(mistake.sentence());
    }
}
