package dev.facteur.platform.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/// Where the local door listens. Never anything that another machine can reach.
public sealed interface LocalDoor {
    record Loopback(InetSocketAddress address) implements LocalDoor {
        public Loopback {
            if (!address.getAddress().isLoopbackAddress()) {
                throw new IllegalArgumentException("not a loopback address: " + address);
            }
        }
    }

    record UnixSocket(Path path) implements LocalDoor {}
}
