package dev.facteur.submit.smtp;

import dev.facteur.platform.Clock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes guessing passwords slow: each failed login from an address, or for a user, makes the next
/// one wait longer, until none is listened to for a while.
///
/// Somebody who guesses must not lock the site out, nor one misconfigured site its neighbours on
/// the same machine. So a user who has logged in from an address before does not wait there for the
/// failures of others.
///
/// Keeps a bounded number of the newest entries. Thread-safe.
final class AuthThrottle {
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_USER_LENGTH = 128;
    private static final int FREE_FAILURES = 1;
    private static final int MAX_FAILURES = 10;
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration MAX_DELAY = Duration.ofSeconds(16);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);

    private final Clock clock;
    private final Map<String, Failures> failures = newest();
    private final Map<String, Boolean> proved = newest();

    private record Failures(int count, long lastNanos) {}

    AuthThrottle(Clock clock) {
        this.clock = clock;
    }

    /// How long this login has to wait; empty when it is not listened to at all.
    synchronized Optional<Duration> delay(@Nullable InetAddress client, String user) {
        if (proved.containsKey(pairKey(client, user))) return Optional.of(Duration.ZERO);
        int count = Math.max(count(addressKey(client)), count(userKey(user)));
        if (count >= MAX_FAILURES) return Optional.empty();
        if (count <= FREE_FAILURES) return Optional.of(Duration.ZERO);
        var delay = FIRST_DELAY.multipliedBy(1L << (count - FREE_FAILURES - 1));
        return Optional.of(delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay);
    }

    synchronized void failed(@Nullable InetAddress client, String user) {
        proved.remove(pairKey(client, user));
        add(addressKey(client));
        add(userKey(user));
    }

    /// Remembers the pair. The failures stay: a guesser with one account of its own could wipe them
    /// off.
    synchronized void succeeded(@Nullable InetAddress client, String user) {
        proved.put(pairKey(client, user), true);
    }

    private void add(String key) {
        failures.put(key, new Failures(count(key) + 1, clock.nanos()));
    }

    private int count(String key) {
        var known = failures.get(key);
        if (known == null) return 0;
        if (clock.nanos() - known.lastNanos() > FORGOTTEN_AFTER.toNanos()) {
            failures.remove(key);
            return 0;
        }
        return known.count();
    }

    private static String addressKey(@Nullable InetAddress client) {
        return "address " + address(client);
    }

    private static String userKey(String user) {
        // Long names are cut, so that nobody can fill the memory with them.
        int length = Math.min(user.length(), MAX_USER_LENGTH);
        return "user " + user.substring(0, length);
    }

    private static String pairKey(@Nullable InetAddress client, String user) {
        return address(client) + " " + userKey(user);
    }

    /// One customer of an IPv6 network has a whole /64 (RFC 6177), so it counts as one address.
    private static String address(@Nullable InetAddress client) {
        if (client == null) return "local";
        if (!(client instanceof Inet6Address)) return client.getHostAddress();
        return HexFormat.of().formatHex(Arrays.copyOf(client.getAddress(), 8));
    }

    private static <V> Map<String, V> newest() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > MAX_ENTRIES;
            }
        };
    }
}
