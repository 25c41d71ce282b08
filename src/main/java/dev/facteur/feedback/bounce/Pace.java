package dev.facteur.feedback.bounce;

import dev.facteur.platform.ClientNetwork;
import dev.facteur.platform.Clock;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many mails may come in, by the minute. Thread-safe.
///
/// A large receiver brings back hundreds after a broadcast. To addresses that everybody knows,
/// anybody can send; those are narrow, and narrow for all together, since a botnet has many
/// addresses.
final class Pace {
    static final int A_NETWORK = 600;
    static final int ROLES = 60;
    private static final int MOST_NETWORKS = 10_000;

    private final Clock clock;
    private final Map<String, Integer> counts = new HashMap<>();
    private long minute;
    private int roles;

    Pace(Clock clock) {
        this.clock = clock;
    }

    /// @param role whether it is to a [RoleAddress]
    synchronized boolean allows(@Nullable InetAddress client, boolean role) {
        long now = clock.now().getEpochSecond() / 60;
        if (now != minute) {
            minute = now;
            roles = 0;
            counts.clear();
        }
        if (role && ++roles > ROLES) return false;
        var network = ClientNetwork.of(client);
        if (counts.size() == MOST_NETWORKS && !counts.containsKey(network)) return false;
        return counts.merge(network, 1, Integer::sum) <= A_NETWORK;
    }
}
