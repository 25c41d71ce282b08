package dev.facteur.simulation;

import java.time.Duration;

/// How likely each misfortune is. Every world draws its own, and many of them are zero, so that
/// some worlds suffer from one thing only; after a while all of it ends, and what has been promised
/// must come true.
final class Weather {
    private final World world;
    private final double connectFails;
    private final double breaks;
    private final double silent;
    private final double tempfails;
    private final double locksOut;
    private final double refusesContent;
    private final double saysNothing;
    private final double forceFails;
    private final double diskFull;
    private final double commitFails;
    final double powerCuts;

    /// Dangerous moments of a life before its end, on the average; 0: it is never ended.
    private final int lifeLength;

    final Duration diskLatency;
    final Duration networkLatency;
    private boolean calm;

    Weather(World world) {
        this.world = world;
        connectFails = perhaps(0.3);
        breaks = perhaps(0.7);
        silent = perhaps(0.5);
        tempfails = perhaps(0.3);
        locksOut = perhaps(0.1);
        refusesContent = perhaps(0.2);
        saysNothing = perhaps(0.3);
        forceFails = perhaps(0.1);
        diskFull = perhaps(0.1);
        commitFails = perhaps(0.05);
        powerCuts = perhaps(1);
        lifeLength = world.chance(0.7) ? 5 + world.below(100) : 0;
        diskLatency = Duration.ofMillis(1 + world.below(20));
        networkLatency = Duration.ofMillis(1 + world.below(200));
    }

    private double perhaps(double most) {
        return world.chance(0.5) ? world.below(1000) / 1000.0 * most : 0;
    }

    void calmDown() {
        calm = true;
    }

    boolean calm() {
        return calm;
    }

    boolean connectFails() {
        return stormy(connectFails);
    }

    boolean breaks() {
        return stormy(breaks);
    }

    /// Whether a broken connection is one of which nobody hears anything any more.
    boolean silent() {
        return stormy(silent);
    }

    boolean tempfails() {
        return stormy(tempfails);
    }

    boolean locksOut() {
        return stormy(locksOut);
    }

    boolean refusesContent() {
        return stormy(refusesContent);
    }

    boolean saysNothing() {
        return stormy(saysNothing);
    }

    boolean forceFails() {
        return stormy(forceFails);
    }

    boolean diskFull() {
        return stormy(diskFull);
    }

    /// Whether the disk does all it is asked to, in this world.
    boolean soundDisk() {
        return forceFails + diskFull + commitFails == 0;
    }

    boolean commitFails() {
        return stormy(commitFails);
    }

    private boolean stormy(double probability) {
        return !calm && world.chance(probability);
    }

    boolean endsLives() {
        return lifeLength > 0;
    }

    /// Dangerous moments that the next life will survive.
    int dangersSurvived() {
        if (calm || lifeLength == 0) return Integer.MAX_VALUE;
        return world.below(2 * lifeLength);
    }
}
