package dev.facteur.submit.smtp;

import dev.facteur.platform.ClientNetwork;
import dev.facteur.platform.Clock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes guessing passwords slow. A wrong password counts for the address it came from, for the
/// user, and for the two together.
///
/// Only the two together are ever locked out. Address alone and user alone make an answer wait, at
/// most [#MAX_DELAY]: whoever guesses must not lock a site out from the site's own machine, nor one
/// misconfigured site its neighbours at the same address. A user who has logged in from an address
/// does not wait there for the failures of others.
///
/// Looking at the count and counting are one step, taken when the password has been compared and
/// before anything is said. So of guesses made at the same time no more are answered than of
/// guesses made one after the other.
///
/// Keeps a bounded number of the newest entries. Thread-safe.
final class AuthThrottle {
    /// How long a lock-out lasts, and how long after the last failure everything is forgotten.
    static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);

    private static final int MAX_USER_LENGTH = 128;
    private static final int FREE_FAILURES = 1;
    private static final int MAX_FAILURES = 10;
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration MAX_DELAY = Duration.ofSeconds(16);

    private final Clock clock;
    private final Map<String, Failures> failures = new Newest<>();
    private final Map<String, Boolean> proved = new Newest<>();

    private record Failures(int count, long lastNanos) {}

    /// What becomes of an attempt.
    ///
    /// @param heard false when nothing may be said about it, not even that it was right
    /// @param delay how long before the answer
    /// @param locksOut whether from now on nothing is heard
    record Verdict(boolean heard, Duration delay, boolean locksOut) {}

    AuthThrottle(Clock clock) {
        this.clock = clock;
    }

    /// Whether the user is not listened to at this address, so that there is nothing to compare.
    synchronized boolean lockedOut(@Nullable InetAddress client, String user) {
        return count(pairKey(client, user)) >= MAX_FAILURES;
    }

    /// Judges an attempt whose password has been compared, and counts it when it was wrong.
    synchronized Verdict judge(@Nullable InetAddress client, String user, boolean right) {
        if (lockedOut(client, user)) return new Verdict(false, Duration.ZERO, false);
        var delay = delay(client, user);
        if (right) return new Verdict(true, delay, false);
        proved.remove(pairKey(client, user));
        add(addressKey(client));
        add(userKey(user));
        add(pairKey(client, user));
        return new Verdict(true, delay, lockedOut(client, user));
    }

    /// Remembers a user who has been let in. The failures stay: a guesser with one account of its
    /// own could wipe them off.
    synchronized void succeeded(@Nullable InetAddress client, String user) {
        proved.put(pairKey(client, user), true);
    }

    private Duration delay(@Nullable InetAddress client, String user) {
        if (proved.containsKey(pairKey(client, user))) return Duration.ZERO;
        int count = Math.max(count(addressKey(client)), count(userKey(user)));
        if (count <= FREE_FAILURES) return Duration.ZERO;
        if (count >= MAX_FAILURES) return MAX_DELAY;
        var delay = FIRST_DELAY.multipliedBy(1L << (count - FREE_FAILURES - 1));
        return delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay;
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
        return "address " + ClientNetwork.of(client);
    }

    private static String userKey(String user) {
        // Long names are cut, so that nobody can fill the memory with them.
        int length = Math.min(user.length(), MAX_USER_LENGTH);
        return "user " + user.substring(0, length);
    }

    private static String pairKey(@Nullable InetAddress client, String user) {
        return "pair " + ClientNetwork.of(client) + " " + userKey(user);
    }
}
