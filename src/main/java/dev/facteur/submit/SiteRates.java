package dev.facteur.submit;

import dev.facteur.account.SendingLimits;
import dev.facteur.account.Site;
import dev.facteur.platform.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How much each site hands over, by whichever door, against what it may. Recipients count, as they
/// do at providers. A limit is a bucket that is full at first and fills evenly, so that a site
/// which was silent may send all at once. Kept in memory only: a restart fills the buckets.
/// Thread-safe.
public final class SiteRates {
    private final Function<Site, SendingLimits> limits;
    private final Clock clock;
    private final Map<Long, Buckets> buckets = new ConcurrentHashMap<>();

    public SiteRates(Function<Site, SendingLimits> limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /// Counts a mail that begins.
    ///
    /// @throws SiteLimitReached when the site has to wait; then nothing was counted
    void take(Site site, int recipients) throws SiteLimitReached {
        var limit = limits.apply(site);
        if (limit.equals(SendingLimits.NONE)) return;
        buckets.compute(site.id(), (_, now) -> fitting(now, limit)).take(site, recipients);
    }

    private Buckets fitting(@Nullable Buckets now, SendingLimits limit) {
        return now != null && now.limit.equals(limit) ? now : new Buckets(limit);
    }

    private final class Buckets {
        private final SendingLimits limit;
        private final List<Bucket> all = new ArrayList<>();

        Buckets(SendingLimits limit) {
            this.limit = limit;
            add(limit.minute(), "minute", Duration.ofMinutes(1));
            add(limit.hour(), "hour", Duration.ofHours(1));
            add(limit.day(), "day", Duration.ofDays(1));
        }

        private void add(@Nullable Integer quota, String word, Duration window) {
            if (quota != null) all.add(new Bucket(quota, word, window, clock.nanos()));
        }

        synchronized void take(Site site, int recipients) throws SiteLimitReached {
            long now = clock.nanos();
            for (var bucket : all) {
                bucket.fill(now);
                if (!bucket.has(recipients)) {
                    throw new SiteLimitReached(
                            site.name(), bucket.quota, bucket.word, bucket.until(recipients));
                }
            }
            for (var bucket : all) bucket.left -= recipients;
        }
    }

    private static final class Bucket {
        private final int quota;
        private final String word;
        private final double perNano;
        private double left;
        private long filledAt;

        Bucket(int quota, String word, Duration window, long now) {
            this.quota = quota;
            this.word = word;
            this.perNano = quota / (double) window.toNanos();
            this.left = quota;
            this.filledAt = now;
        }

        void fill(long now) {
            left = Math.min(quota, left + (now - filledAt) * perNano);
            filledAt = now;
        }

        /// A mail to more than the quota goes when the bucket is full, or it would never go.
        boolean has(int recipients) {
            return left >= Math.min(recipients, quota);
        }

        Duration until(int recipients) {
            return Duration.ofNanos((long) ((Math.min(recipients, quota) - left) / perNano) + 1);
        }
    }
}
