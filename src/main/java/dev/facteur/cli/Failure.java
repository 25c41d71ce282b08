package dev.facteur.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A command cannot do what it was asked to. The message is one line for the person who asked: what
/// is wrong, and the next step.
final class Failure extends Exception {
    private final int exitCode;
    private final transient @Nullable JsonNode problem;

    Failure(int exitCode, String sentence) {
        this(exitCode, sentence, null);
    }

    /// @param problem the gateway's own answer (RFC 9457), printed as it is when JSON was asked for
    Failure(int exitCode, String sentence, @Nullable JsonNode problem) {
        super(sentence, null, false, false);
        this.exitCode = exitCode;
        this.problem = problem;
    }

    int exitCode() {
        return exitCode;
    }

    @Nullable JsonNode problem() {
        return problem;
    }
}
