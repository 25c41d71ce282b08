package dev.facteur.cli;

import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says what went wrong: one line, never a stack trace.
final class Complaints {
    private final Desk desk;

    Complaints(Desk desk) {
        this.desk = desk;
    }

    /// About arguments that cannot be understood.
    int about(ParameterException mistake) {
        var line = mistake.getCommandLine();
        var name = line.getCommandSpec().qualifiedName();
        boolean verbMissing =
                mistake.getClass() == ParameterException.class
                        && mistake.getArgSpec() == null
                        && !line.getSubcommands().isEmpty();
        if (verbMissing) {
            boolean root = line.getParent() == null;
            line.usage(root ? line.getOut() : line.getErr());
            return root ? ExitCode.OK : ExitCode.USAGE;
        }
        complain(sentence(mistake) + desk.text("error.see-help", name));
        return ExitCode.USAGE;
    }

    private String sentence(ParameterException mistake) {
        return switch (mistake) {
            case MissingParameterException missing ->
                    desk.text(
                            "error.missing",
                            missing.getMissing().stream()
                                    .map(ArgSpec::paramLabel)
                                    .collect(Collectors.joining(", ")));
            case UnmatchedArgumentException unknown -> unknown(unknown);
            default -> {
                var argument = mistake.getArgSpec();
                var value = mistake.getValue();
                yield argument == null || value == null
                        ? String.valueOf(mistake.getMessage())
                        : desk.text("error.not-understood", value, name(argument));
            }
        };
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private String unknown(UnmatchedArgumentException unknown) {
        var word = unknown.getUnmatched().getFirst();
        var key = word.startsWith("-") ? "error.unknown-option" : "error.unknown-word";
        var suggestions = unknown.getSuggestions();
        return desk.text(key, word)
                + (suggestions.isEmpty()
                        ? ""
                        : desk.text("error.did-you-mean", suggestions.getFirst()));
    }

    /// About a command that could not do its work.
    int about(Exception failure) {
        if (failure instanceof Failure known) {
            var problem = known.problem();
            if (desk.options().json && problem != null && !problem.isNull()) {
                desk.terminal().err().println(problem);
            } else {
                complain(String.valueOf(known.getMessage()));
            }
            return known.exitCode();
        }
        complain(desk.text("error.bug", failure));
        return ExitCode.SOFTWARE;
    }

    private void complain(String sentence) {
        desk.terminal().err().println("facteur: " + sentence);
    }
}
