package dev.facteur.deliver.smtp;

import java.net.InetAddress;
import java.util.List;

/// Finds the addresses of a server, when a new connection needs them.
@FunctionalInterface
public interface Addresses {
    /// At least one, in the order of preference. Those that are returned, and no others, are
    /// called.
    ///
    /// @throws Unreachable says why there is none
    List<InetAddress> find() throws Unreachable;
}
