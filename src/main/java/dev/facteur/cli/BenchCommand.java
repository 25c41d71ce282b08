package dev.facteur.cli;

import dev.facteur.bench.Machine;
import dev.facteur.bench.Plan;
import dev.facteur.bench.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `facteur bench`: measures a gateway on this machine, between a load and a provider of its own.
@Command
final class BenchCommand implements Callable<Integer> {
    private static final int MOST_MAILS = 10_000_000;
    private static final int MOST_CONNECTIONS = 10_000;
    private static final int MOST_BYTES = 40_000_000;
    private static final int MOST_PER_SECOND = 1_000_000;
    private static final int MOST_MILLIS = 10_000;
    private static final int MOST_RUNS = 100;

    private final Desk desk;
    private final Programs programs;

    @Option(names = "--mails", paramLabel = "N", defaultValue = "5000")
    int mails;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "50")
    int connections;

    @Option(names = "--size", paramLabel = "BYTES", defaultValue = "10240")
    int size;

    @Option(names = "--tls")
    boolean tls;

    @Option(names = "--dkim")
    boolean dkim;

    @Option(names = "--single")
    boolean single;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "0")
    int rate;

    @Option(names = "--link", paramLabel = "MS", defaultValue = "0")
    int link;

    @Option(names = "--delay", paramLabel = "MS", defaultValue = "0")
    int delay;

    @Option(names = "--api", paramLabel = "PROVIDER")
    @Nullable String api;

    @Option(names = "--backlog", paramLabel = "N", defaultValue = "0")
    int backlog;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "1500")
    int warmUp;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "3")
    int runs;

    @Option(names = "--folder", paramLabel = "DIR")
    @Nullable Path folder;

    BenchCommand(Desk desk, Programs programs) {
        this.desk = desk;
        this.programs = programs;
    }

    @Override
    public Integer call() throws Failure {
        var plan = plan();
        warnOfMemory(plan.folder());
        var report = measure(plan);
        if (report == null) {
            desk.warn(desk.text("bench.stopped"));
            return ExitCode.INTERRUPTED;
        }
        new BenchPage(desk, report).show();
        if (report.complete()) return ExitCode.OK;
        desk.warn(desk.text("bench.incomplete", report.lost(), report.refused()));
        return ExitCode.INCOMPLETE;
    }

    private Plan plan() throws Failure {
        require("--mails", mails, 1, MOST_MAILS);
        require("--connections", connections, 1, MOST_CONNECTIONS);
        require("--size", size, Plan.Load.LEAST_BYTES, MOST_BYTES);
        require("--rate", rate, 0, MOST_PER_SECOND);
        require("--link", link, 0, MOST_MILLIS);
        require("--delay", delay, 0, MOST_MILLIS);
        require("--backlog", backlog, 0, MOST_MAILS);
        require("--warm-up", warmUp, 0, MOST_MAILS);
        require("--runs", runs, 1, MOST_RUNS);
        if (api != null && backlog > 0) throw desk.failure(ExitCode.USAGE, "bench.api-backlog");
        if (api != null && !Plan.Way.APIS.contains(api)) {
            throw desk.failure(
                    ExitCode.USAGE, "bench.no-such-api", api, String.join(", ", Plan.Way.APIS));
        }
        return new Plan(
                new Plan.Load(mails, connections, size, single, rate),
                new Plan.Way(tls, dkim, Duration.ofMillis(link), Duration.ofMillis(delay), api),
                backlog,
                warmUp,
                runs,
                existingFolder());
    }

    private void require(String option, int value, int least, int most) throws Failure {
        if (value >= least && value <= most) return;
        throw desk.failure(ExitCode.USAGE, "bench.out-of-range", option, least, most);
    }

    private Path existingFolder() throws Failure {
        var named = folder == null ? Path.of(System.getProperty("java.io.tmpdir")) : folder;
        var path = desk.terminal().folder().resolve(named).normalize();
        if (Files.isDirectory(path) && Files.isWritable(path)) return path;
        throw desk.failure(ExitCode.NOT_FOUND, "bench.no-such-folder", path);
    }

    private void warnOfMemory(Path place) throws Failure {
        try {
            var machine = Machine.here(place);
            if (machine.syncsForNothing()) {
                desk.warn(desk.text("bench.in-memory", place, machine.disk()));
            }
        } catch (IOException unreadable) {
            throw desk.failure(
                    ExitCode.NOT_FOUND, "error.unreadable", place, Desk.said(unreadable));
        }
    }

    /// Null when it was stopped.
    private @Nullable Report measure(Plan plan) throws Failure {
        var progress = new BenchProgress(desk, plan.runs());
        try {
            return programs.bench(plan, progress);
        } catch (InterruptedException stopped) {
            return null;
        } catch (IOException failure) {
            throw desk.failure(
                    ExitCode.UNAVAILABLE, "bench.failed", String.valueOf(failure.getMessage()));
        } finally {
            progress.end();
        }
    }
}
