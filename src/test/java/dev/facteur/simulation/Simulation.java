package dev.facteur.simulation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One world from its beginning to its end.
final class Simulation {
    private static final long MOST_STEPS = 400_000;
    private static final int MOST_TRIES = 3;
    private static final Duration WRITING = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final Duration AFTER_RETENTION = Duration.ofHours(2);
    private static final Duration OUTAGE = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofSeconds(30);

    private final World world;
    private final Weather weather;
    private final Network network;
    private final Website website;
    private final Machine machine;
    private final Provider provider;
    private final Path folder;
    private final boolean holds;
    private boolean over;
    private int forgotten;

    /// @param broken the promises that do not hold, or how the world failed
    /// @param forgotten mails whose time was over
    record Report(long seed, List<String> broken, int forgotten, String story) {
        boolean kept() {
            return broken.isEmpty();
        }
    }

    private Simulation(long seed, Furnitures furnitures, @Nullable Defect defect, Path folder) {
        this.folder = folder;
        world = new World(seed);
        weather = new Weather(world);
        holds = world.chance(0.3);
        var furniture = holds ? furnitures.holding() : furnitures.retrying();
        network = new Network(world, weather, defect);
        website = new Website(world, network);
        machine = new Machine(world, weather, network, furniture, folder, defect);
        provider = new Provider(world, weather, machine.archive().ledger());
        provider.open(network);
    }

    /// The two kinds of furnishing.
    record Furnitures(Furniture retrying, Furniture holding) {}

    /// @param folder where the world may keep files while it lasts
    static Report run(long seed, Furnitures furnitures, @Nullable Defect defect, Path folder)
            throws Exception {
        for (int tries = 1; ; tries++) {
            try {
                return once(seed, furnitures, defect, folder);
            } catch (World.Disturbed again) {
                // A door waits up to a second of the machine's time for its thread to notice that
                // it is closed; a machine that is busy with other things may take that long.
                if (tries == MOST_TRIES) throw again;
            }
        }
    }

    private static Report once(
            long seed, Furnitures furnitures, @Nullable Defect defect, Path folder)
            throws Exception {
        var own = Files.createDirectory(folder.resolve("world-" + seed));
        var simulation = new Simulation(seed, furnitures, defect, own);
        var broken = new ArrayList<String>();
        try (var errors = new OwnErrors().listen()) {
            simulation.live();
            broken.addAll(simulation.judge());
            broken.addAll(errors.heard());
        } catch (World.Disturbed disturbed) {
            throw disturbed;
        } catch (Throwable failure) {
            broken.add("the world failed: " + failure);
        } finally {
            simulation.clear();
        }
        return new Report(seed, broken, simulation.forgotten, simulation.world.story());
    }

    private void live() throws Throwable {
        website.write(1 + world.below(15), world.upTo(WRITING));
        machine.switchOn();
        world.outside().start("weather", this::bring);
        world.run(() -> over, MOST_STEPS);
    }

    private void bring() throws InterruptedException {
        int events = world.below(12);
        for (int i = 0; i < events; i++) {
            world.pause(Duration.ofMinutes(2));
            switch (world.below(7)) {
                case 5 -> network.close(Provider.PORTS.get(world.below(2)), OUTAGE);
                case 0 -> jump();
                case 2, 3, 4 -> machine.operate();
                case 1 -> machine.restart();
                default -> machine.end("just so");
            }
        }
        weather.calmDown();
        world.tell("calm from here on");
        long calm = world.nanos();
        do {
            // At first too: an operator may just be at something.
            var _ = world.await(() -> false, world.nanos() + LOOK.toNanos());
            if (world.nanos() - calm > PATIENCE.toNanos()) {
                throw new AssertionError("no rest " + PATIENCE + " after the storm");
            }
        } while (!(website.done() && machine.up() && machine.archive().ledger().atRest()));
        if (machine.archive().ledger().inState("held") == 0) awaitSweep();
        machine.stop();
        over = true;
    }

    /// Once everything has ended, its bytes go when their time is over.
    private void awaitSweep() throws InterruptedException {
        world.setClock(AFTER_RETENTION);
        long longest = world.nanos() + LOOK.multipliedBy(4).toNanos();
        if (!world.await(() -> machine.segments() <= 1, longest)) {
            throw new AssertionError(machine.segments() + " segments are kept that nobody needs");
        }
    }

    private void jump() {
        var most = world.chance(0.5) ? Duration.ofMinutes(5) : Duration.ofDays(2);
        var step = world.upTo(most);
        if (most.toMinutes() == 5 && world.chance(0.5)) step = step.negated();
        world.setClock(step);
        world.tell("somebody sets the clock by " + step);
    }

    private List<String> judge() throws Exception {
        machine.archive().reopen();
        forgotten = machine.archive().ledger().forgotten();
        return new Promises(weather, machine.archive().ledger(), website, provider, holds).broken();
    }

    private void clear() throws Exception {
        machine.archive().close();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }
}
