package dev.facteur.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `facteur try`: see it all work, with nothing installed and nothing leaving the machine.
@Command
final class TryCommand implements Callable<Integer> {
    private final Desk desk;
    private final Programs programs;

    @Option(names = "--once")
    boolean once;

    TryCommand(Desk desk, Programs programs) {
        this.desk = desk;
        this.programs = programs;
    }

    @Override
    public Integer call() {
        var options = desk.options();
        var language = desk.messages().locale();
        var trial = new Programs.Trial(once, options.json, options.data, language);
        return programs.trial(trial, desk.terminal());
    }
}
