package dev.facteur.platform;

import java.security.SecureRandom;

/// Everything that is not determined by the program itself. Handed in once, at the top, so that
/// tests run the production wiring against a world of their own.
public record Surroundings(
        Clock clock,
        SecureRandom random,
        Resolver resolver,
        Connector connector,
        Disk disk,
        OwnerThreads owners) {
    /// The machine this program runs on.
    public static Surroundings system() {
        return new Surroundings(
                new SystemClock(),
                new SecureRandom(),
                new SystemResolver(),
                new SystemConnector(),
                new SystemDisk(),
                Threads::owner);
    }
}
