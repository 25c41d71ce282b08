package dev.facteur.protocol.dns;

import java.net.InetAddress;

/// Reaches name servers themselves, past all resolvers: what they say is what stands in the zone
/// now.
public interface NameServers {
    /// Asks this one server, without recursion and without a second try. Does not block by itself.
    Dns at(InetAddress address);
}
