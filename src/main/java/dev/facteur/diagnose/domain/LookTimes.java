package dev.facteur.diagnose.domain;

import dev.facteur.account.Domain;
import dev.facteur.account.LostRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When a domain's records are looked at next: often while somebody waits for it to be verified,
/// and once a day after that.
final class LookTimes {
    /// After a domain was added: whoever has just published its records waits for them to count.
    private static final List<Duration> STEPS =
            List.of(
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(30),
                    Duration.ofHours(1));

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);

    /// Before the loss of a record is told: more than the change of a zone takes.
    private static final Duration AGAIN = Duration.ofMinutes(5);

    /// Near the golden ratio of a day's seconds, and with no divisor in common: ids that follow
    /// each other lie far apart, and all of them spread evenly.
    private static final long STRIDE = 53_401;

    private LookTimes() {}

    /// @param lookedAt null: never
    /// @param lost the records that the last look missed
    static Instant next(Domain domain, @Nullable Instant lookedAt, List<LostRecord> lost) {
        if (lookedAt == null) return Instant.MIN;
        if (lost.stream().anyMatch(record -> record.goneAt() == null)) return lookedAt.plus(AGAIN);
        // Whoever has put it back wants to see that it counts.
        if (!lost.isEmpty()) return lookedAt.plus(HOUR);
        return domain.verified() ? daily(domain.id(), lookedAt) : waiting(domain, lookedAt);
    }

    private static Instant waiting(Domain domain, Instant lookedAt) {
        var added = domain.createdAt();
        for (var step : STEPS) {
            if (added.plus(step).isAfter(lookedAt)) return added.plus(step);
        }
        return lookedAt.plus(lookedAt.isBefore(added.plus(WEEK)) ? HOUR : DAY);
    }

    private static Instant daily(long id, Instant lookedAt) {
        long day = DAY.toSeconds();
        long place = Math.floorMod(id * STRIDE, day);
        long second = lookedAt.getEpochSecond();
        return Instant.ofEpochSecond(second + 1 + Math.floorMod(place - second - 1, day));
    }
}
