package dev.facteur.bench;

import dev.facteur.bench.Progress.Stage;
import dev.facteur.platform.Surroundings;
import java.io.IOException;
import java.nio.file.Path;

/// A queue that is deep before anything is measured: the provider has put off what was sent to it,
/// and the gateway tries it again in some hours.
final class Backlog {
    private final Plan plan;
    private final int run;
    private final Surroundings world;
    private final Progress progress;

    Backlog(Plan plan, int run, Surroundings world, Progress progress) {
        this.plan = plan;
        this.run = run;
        this.world = world;
        this.progress = progress;
    }

    /// Leaves a data folder with a site, a way out and the backlog; nothing runs on it any more.
    ///
    /// @throws IOException when not all of it could be made
    void fill(Path folder, Provider provider) throws IOException, InterruptedException {
        try (var gateway = ChildGateway.start(folder, plan, world)) {
            try (var operator = Operator.of(gateway.data())) {
                operator.addSite();
                operator.addRoute(provider.door(), plan.load().connections(), plan.way());
            }
            send(gateway, provider);
        }
        int missing = mails() * Letter.PUT_OFF_RECIPIENTS - provider.recipientsPutOff();
        if (missing > 0) throw new IOException(missing + " recipients did not get into the queue");
    }

    private void send(ChildGateway gateway, Provider provider) throws InterruptedException {
        var letter = Letter.putOff(world.random(), world.clock().now());
        var shape = new Plan.Load(mails(), plan.load().connections(), letter.bytes(), false, 0);
        var tally = new Tally(0, mails());
        int all = mails() * Letter.PUT_OFF_RECIPIENTS;
        var door = gateway.localDoor();
        try (var load = new LoadGenerator(door, shape, letter, tally, world)) {
            load.start();
            new Patience(world.clock())
                    .await(
                            () -> load.isOver() && provider.recipientsPutOff() >= all,
                            () -> (long) tally.accepted() + provider.recipientsPutOff(),
                            () ->
                                    progress.at(
                                            run,
                                            Stage.FILLING,
                                            Math.min(provider.recipientsPutOff(), all),
                                            all));
        }
    }

    private int mails() {
        return Math.ceilDiv(plan.backlog(), Letter.PUT_OFF_RECIPIENTS);
    }
}
