package dev.facteur.simulation;

import dev.facteur.Core;
import dev.facteur.platform.Listener;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.submit.smtp.LocalSite;
import dev.facteur.testkit.Zone;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// The computer that the gateway runs on. It starts the production wiring, and when the seed has
/// ended one life of it, another one.
final class Machine {
    private static final Path SPOOL = Path.of("/spool");
    private static final Duration LONGEST_STOP = Duration.ofMinutes(2);
    private static final Duration RESTART = Duration.ofMinutes(1);

    private final World world;
    private final Weather weather;
    private final Network network;
    private final Furniture furniture;
    private final SimulatedDisk disk;
    private final Archive archive;
    private Life life;
    private int lives;
    private int dangersLeft;
    private @Nullable Core core;

    Machine(
            World world,
            Weather weather,
            Network network,
            Furniture furniture,
            Path folder,
            @Nullable Defect defect) {
        this.world = world;
        this.weather = weather;
        this.network = network;
        this.furniture = furniture;
        this.life = world.outside();
        this.disk = new SimulatedDisk(world, weather, this, defect);
        this.archive = new Archive(world, weather, this, folder, furniture.reads(), defect);
    }

    Archive archive() {
        return archive;
    }

    int lives() {
        return lives;
    }

    /// Files of the spool.
    int segments() {
        return disk.list(SPOOL).size();
    }

    boolean up() {
        return core != null;
    }

    /// Lets somebody intervene, if there is anything to intervene in.
    void operate() {
        var running = core;
        if (running == null) return;
        var operator = new Operator(world, archive.ledger(), running.parts());
        life.start("operator", operator::act);
    }

    /// Switches it on; it stays on as long as the world lasts.
    void switchOn() {
        world.outside()
                .start(
                        "machine",
                        () -> {
                            archive.create(furniture.database());
                            while (true) {
                                boot();
                                var running = life;
                                var _ = world.await(running::over, Long.MAX_VALUE);
                                world.pause(RESTART);
                            }
                        });
    }

    private void boot() {
        dangersLeft = weather.dangersSurvived();
        life = new Life("gateway " + ++lives, world);
        world.tell("the gateway starts");
        life.start(
                "main",
                () -> {
                    try {
                        start();
                    } catch (StorageException unable) {
                        // Whoever watches over the process starts it again.
                        end("it cannot start: " + unable.getMessage());
                    }
                });
    }

    private void start() throws Exception {
        var surroundings =
                new Surroundings(
                        new SimulatedClock(world),
                        new SeededRandom(world.seed()),
                        _ -> List.of(InetAddress.getLoopbackAddress()),
                        new Zone(),
                        _ -> new Zone(),
                        network,
                        disk,
                        (name, task) -> world.current().start(name, task::run));
        var stores =
                new Core.Stores(
                        SPOOL,
                        before -> archive.open(before, surroundings.clock(), surroundings.owners()),
                        furniture.sealer());
        var started =
                Core.start(
                        furniture.config(),
                        surroundings,
                        stores,
                        furniture.tls(),
                        new SimpleMeterRegistry());
        var door = Listener.over(network.door(Website.DOOR));
        var accounts = started.parts().accounts();
        started.parts().smtp().openLocal(door, LocalSite.named(() -> accounts.site("shop")));
        core = started;
        world.tell("the gateway serves");
    }

    /// Here the life may end: between any two things that a disk does.
    void danger(String what) {
        if (weather.calm() || world.current() != life || dangersLeft-- > 0) return;
        end(what);
    }

    /// Ends the life now, if there is one.
    void end(String when) {
        if (life.over()) return;
        boolean power = world.chance(weather.powerCuts);
        world.tell((power ? "the power goes: " : "the gateway is killed: ") + when);
        core = null;
        if (power) disk.losePower();
        archive.crash(power);
        network.end(life, power);
        life.end();
    }

    /// Stops the gateway politely, unless its life ends before it has stopped.
    void stop() throws InterruptedException {
        var stopping = core;
        if (stopping == null) return;
        core = null;
        var own = life;
        world.tell("the gateway is asked to stop");
        var thread = own.start("stop", stopping::close);
        long longest = world.nanos() + LONGEST_STOP.toNanos();
        if (!world.await(() -> own.over() || !thread.isAlive(), longest)) {
            throw new AssertionError("the gateway does not stop");
        }
        world.tell("the gateway has stopped");
        if (own.over() || !weather.soundDisk()) return;
        if (archive.ledger().inState("leased") > 0) {
            throw new AssertionError("an attempt did not record what it came to");
        }
    }

    /// Stops it politely; then the machine starts it again.
    void restart() throws InterruptedException {
        if (!up()) return;
        var own = life;
        stop();
        if (own.over()) return;
        archive.crash(false);
        network.end(own, false);
        own.end();
    }

    private static final class SeededRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;

        SeededRandom(long seed) {
            super(new Numbers(seed), null);
        }
    }

    private static final class Numbers extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;
        private final Random random;

        Numbers(long seed) {
            random = new Random(seed);
        }

        @Override
        protected void engineSetSeed(byte[] seed) {}

        @Override
        protected void engineNextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int length) {
            var bytes = new byte[length];
            random.nextBytes(bytes);
            return bytes;
        }
    }
}
