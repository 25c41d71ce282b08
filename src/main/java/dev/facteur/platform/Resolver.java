package dev.facteur.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/// Turns host names into addresses.
public interface Resolver {
    /// All addresses of a host, in the order to try them; never empty.
    ///
    /// @throws java.net.UnknownHostException when the name does not exist
    List<InetAddress> addresses(String host) throws IOException;
}
