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

    /// Hears how TLS goes on the connections that are made to them.
    default TlsWitness witness() {
        return TlsWitness.NONE;
    }

    /// The same addresses, with somebody who hears.
    default Addresses heardBy(TlsWitness witness) {
        var found = this;
        return new Addresses() {
            @Override
            public List<InetAddress> find() throws Unreachable {
                return found.find();
            }

            @Override
            public TlsWitness witness() {
                return witness;
            }
        };
    }
}
