package dev.facteur.sandbox;

import dev.facteur.mail.Address;
import dev.facteur.platform.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Remembers who tried when. Safe for use by many threads.
final class Greylist {
    private static final int MAX_PAIRS = 10_000;

    private final Clock clock;
    private final Duration wait;
    private final Map<String, Instant> firstTries =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
                    return size() > MAX_PAIRS;
                }
            };

    Greylist(Clock clock, Duration wait) {
        this.clock = clock;
        this.wait = wait;
    }

    /// False the first time that sender writes to that recipient, and until the wait is over.
    synchronized boolean admits(String sender, Address recipient) {
        var now = clock.now();
        var first = firstTries.putIfAbsent(sender + " " + recipient, now);
        return first != null && !now.isBefore(first.plus(wait));
    }
}
