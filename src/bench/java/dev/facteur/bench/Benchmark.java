package dev.facteur.bench;

import dev.facteur.platform.StopSignal;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.Threads;
import dev.facteur.platform.WorkFolder;
import java.io.IOException;
import java.util.ArrayList;

/// Measures a gateway on this machine, as often as planned, each time a fresh one. Everything is in
/// a folder that is gone in the end, and nothing leaves loopback.
public final class Benchmark {
    private final Plan plan;
    private final Surroundings world;
    private final Progress progress;

    public Benchmark(Plan plan, Surroundings world, Progress progress) {
        this.plan = plan;
        this.world = world;
        this.progress = progress;
    }

    /// Runs until all is measured, or until it is told to stop.
    ///
    /// @throws IOException with a sentence for the operator, when the gateway could not be started,
    ///   set up or loaded
    /// @throws InterruptedException when it was stopped; everything is cleaned up then
    public Report run(StopSignal stop) throws IOException, InterruptedException {
        var worker = Thread.currentThread();
        var watcher = Threads.virtual("bench-stop", () -> interruptWhenAsked(worker, stop));
        try {
            return measure();
        } catch (IOException failure) {
            // What was waiting may call the interruption a failure of its own.
            if (Thread.interrupted()) throw new InterruptedException("stopped: " + failure);
            throw failure;
        } finally {
            watcher.interrupt();
            stop.closed();
        }
    }

    private static void interruptWhenAsked(Thread worker, StopSignal stop) {
        try {
            stop.await();
            worker.interrupt();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Report measure() throws IOException, InterruptedException {
        var machine = Machine.here(plan.folder());
        var runs = new ArrayList<Figures>();
        for (int run = 1; run <= plan.runs(); run++) {
            try (var folder = WorkFolder.temporaryIn(plan.folder())) {
                runs.add(new Round(plan, run, world, progress).measure(folder.path()));
            }
        }
        return new Report(plan, machine, runs);
    }
}
