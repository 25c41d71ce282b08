package dev.facteur.submit.http;

import dev.facteur.platform.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How often each API key may ask: so many requests a minute, spread as the client likes. Kept in
/// memory only. Thread-safe.
public final class RequestRates {
    static final Duration WINDOW = Duration.ofMinutes(1);

    private final int quota;
    private final Clock clock;
    private final Map<Long, Bucket> buckets = new ConcurrentHashMap<>();

    /// @param quota requests in a minute; 0: as many as come
    public RequestRates(int quota, Clock clock) {
        this.quota = quota;
        this.clock = clock;
    }

    boolean limits() {
        return quota > 0;
    }

    int quota() {
        return quota;
    }

    /// What is left after a request.
    ///
    /// @param remaining requests that may follow at once
    /// @param refill until all of the quota is there again
    /// @param pause until this request may come again; zero when it may be answered
    record Left(int remaining, Duration refill, Duration pause) {}

    /// Counts a request.
    Left take(long credential) {
        long now = clock.nanos();
        var bucket = buckets.computeIfAbsent(credential, _ -> new Bucket(quota, now));
        return bucket.take(now);
    }

    private final class Bucket {
        private double tokens;
        private long filledAt;

        Bucket(double tokens, long filledAt) {
            this.tokens = tokens;
            this.filledAt = filledAt;
        }

        synchronized Left take(long now) {
            double perNano = quota / (double) WINDOW.toNanos();
            tokens = Math.min(quota, tokens + (now - filledAt) * perNano);
            filledAt = now;
            boolean free = tokens >= 1;
            if (free) tokens--;
            var pause = free ? Duration.ZERO : Duration.ofNanos((long) ((1 - tokens) / perNano));
            return new Left(
                    (int) tokens, Duration.ofNanos((long) ((quota - tokens) / perNano)), pause);
        }
    }
}
