package dev.facteur.platform;

import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.NameServers;
import java.security.SecureRandom;
import java.util.List;

/// Everything that is not determined by the program itself. Handed in once, at the top, so that
/// tests run the production wiring against a world of their own.
///
/// @param dns what the resolver says
/// @param nameServers what the servers of a zone say themselves
public record Surroundings(
        Clock clock,
        SecureRandom random,
        Resolver resolver,
        Dns dns,
        NameServers nameServers,
        Connector connector,
        Disk disk,
        OwnerThreads owners) {
    /// The machine this program runs on.
    public static Surroundings system() {
        return new Surroundings(
                new SystemClock(),
                new SecureRandom(),
                new SystemResolver(),
                new SystemDns(List.of(), null),
                SystemDns::authority,
                new SystemConnector(),
                new SystemDisk(),
                Threads::owner);
    }

    /// The same, with another resolver.
    public Surroundings asking(Dns other) {
        return new Surroundings(
                clock, random, resolver, other, nameServers, connector, disk, owners);
    }
}
