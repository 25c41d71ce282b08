package dev.facteur.bench;

import dev.facteur.bench.Progress.Stage;
import dev.facteur.platform.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One run: load → gateway → provider, each started when what it needs is there, and closed the
/// other way round.
final class Round {
    private final Plan plan;
    private final int number;
    private final Surroundings world;
    private final Progress progress;

    /// @param number of the run, from 1
    Round(Plan plan, int number, Surroundings world, Progress progress) {
        this.plan = plan;
        this.number = number;
        this.world = world;
        this.progress = progress;
    }

    /// @param folder exists and is empty
    /// @throws IOException with a sentence for the operator
    Figures measure(Path folder) throws IOException, InterruptedException {
        progress.at(number, Stage.STARTING, 0, 0);
        try (var provider = Provider.open(folder.resolve("provider"), plan.way(), world)) {
            if (plan.backlog() > 0)
                new Backlog(plan, number, world, progress).fill(folder, provider);
            long start = world.clock().nanos();
            try (var gateway = ChildGateway.start(folder, plan, world)) {
                var stand = new Stand(setUp(gateway, provider), gateway, provider);
                Double restart = plan.backlog() > 0 ? firstArrival(stand, start) : null;
                if (plan.warmUp() > 0) {
                    send(stand, plan.load().hurried(plan.warmUp()), new Tally(0, plan.warmUp()));
                }
                return figures(stand, new Tally(plan.warmUp(), plan.load().mails()), restart);
            }
        }
    }

    /// Everything that is running.
    private record Stand(Door door, ChildGateway gateway, Provider provider) {}

    private Door setUp(ChildGateway gateway, Provider provider) throws IOException {
        try (var operator = Operator.of(gateway.data())) {
            if (plan.backlog() == 0) {
                operator.addSite();
                operator.addRoute(provider.door(), plan.load().connections(), plan.way());
            }
            if (!plan.way().tls()) return gateway.localDoor();
            return operator.addCredential(gateway.certificate());
        }
    }

    /// Seconds since `start` until one mail has come through.
    private Double firstArrival(Stand stand, long start) throws IOException, InterruptedException {
        var tally = new Tally(plan.warmUp() + plan.load().mails(), 1);
        send(stand, plan.load().hurried(1), tally);
        return tally.arrivalNanos(start) / 1e9;
    }

    private Figures figures(Stand stand, Tally tally, @Nullable Double restart)
            throws IOException, InterruptedException {
        var before = Usage.now(stand.gateway, world.clock());
        var load = send(stand, plan.load(), tally);
        var after = Usage.now(stand.gateway, world.clock());
        var latencies = load.latencies();
        return new Figures(
                Figures.Mails.of(tally),
                perSecond(tally.accepted(), tally.acceptanceNanos(load.startNanos())),
                perSecond(tally.arrived(), tally.arrivalNanos(load.startNanos())),
                after.gatewayPerThousand(before, tally.arrived()),
                after.loadPerThousand(before, tally.arrived()),
                after.othersPercent(before),
                stand.gateway.peakBytes(),
                restart,
                latencies.millis(0.5),
                latencies.millis(0.99));
    }

    /// Sends and waits until everything that was accepted has arrived, or nothing moves any more.
    private LoadGenerator send(Stand stand, Plan.Load shape, Tally tally)
            throws IOException, InterruptedException {
        stand.provider.countIn(tally);
        var letter = Letter.of(shape.bytes(), world.random(), world.clock().now());
        try (var load = new LoadGenerator(stand.door, shape, letter, tally, world)) {
            load.start();
            await(load, tally, tally.first() != plan.warmUp() ? Stage.WARMING_UP : Stage.MEASURING);
            if (tally.accepted() == 0) throw nothingAccepted(load, stand.gateway);
            return load;
        }
    }

    private void await(LoadGenerator load, Tally tally, Stage stage) throws InterruptedException {
        new Patience(world.clock())
                .await(
                        () -> load.isOver() && tally.arrived() >= tally.accepted(),
                        () -> (long) tally.accepted() + tally.arrived(),
                        () -> progress.at(number, stage, tally.arrived(), tally.mails()));
    }

    private static IOException nothingAccepted(LoadGenerator load, ChildGateway gateway) {
        return new IOException(
                "the gateway took none of the mails: "
                        + load.firstTrouble()
                        + "\n"
                        + gateway.lastWords());
    }

    private static double perSecond(int mails, long nanos) {
        return nanos <= 0 ? 0 : mails * 1e9 / nanos;
    }
}
