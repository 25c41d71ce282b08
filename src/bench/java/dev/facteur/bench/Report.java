package dev.facteur.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What was measured, on which machine, and what each run came to.
///
/// @param runs at least one
public record Report(Plan plan, Machine machine, List<Figures> runs) {
    public Report {
        runs = List.copyOf(runs);
        if (runs.isEmpty()) throw new IllegalArgumentException("nothing was measured");
    }

    /// Whether every mail of every run was accepted and arrived.
    public boolean complete() {
        return runs.stream().allMatch(run -> run.mails().complete());
    }

    /// Mails that were accepted and never arrived, in all runs.
    public int lost() {
        return runs.stream().mapToInt(run -> run.mails().lost()).sum();
    }

    /// Mails that were not accepted, in all runs.
    public int refused() {
        return runs.stream().mapToInt(run -> run.mails().refused()).sum();
    }

    /// The median of one figure over the runs; null when a run lacks it.
    public @Nullable Double median(Function<Figures, @Nullable Double> figure) {
        var sorted = new double[runs.size()];
        for (int i = 0; i < sorted.length; i++) {
            var number = figure.apply(runs.get(i));
            if (number == null) return null;
            sorted[i] = number;
        }
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        if (sorted.length % 2 == 1) return sorted[middle];
        return Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }
}
