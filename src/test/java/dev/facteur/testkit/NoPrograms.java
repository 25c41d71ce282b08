package dev.facteur.testkit;

import dev.facteur.bench.Plan;
import dev.facteur.bench.Progress;
import dev.facteur.bench.Report;
import dev.facteur.cli.Programs;
import dev.facteur.cli.Terminal;
import dev.facteur.platform.config.Config;

/// For command lines that start none of the programs behind them.
public final class NoPrograms implements Programs {
    @Override
    public Running serve(Config config) {
        throw new IllegalStateException("no program was asked for");
    }

    @Override
    public int trial(Trial trial, Terminal terminal) {
        throw new IllegalStateException("no program was asked for");
    }

    @Override
    public int sandbox(Practice practice, Terminal terminal) {
        throw new IllegalStateException("no program was asked for");
    }

    @Override
    public Report bench(Plan plan, Progress progress) {
        throw new IllegalStateException("no program was asked for");
    }
}
