package dev.facteur.diagnose.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.Domain;
import dev.facteur.account.LostRecord;
import dev.facteur.account.Sighting.Purpose;
import dev.facteur.account.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LookTimesTest {
    private static final Instant ADDED = Instant.parse("2026-11-26T10:00:00Z");

    @Test
    void whoWaitsToBeVerifiedIsLookedAtLessAndLessOften() {
        var domain = domain(1, null);
        assertThat(LookTimes.next(domain, null, List.of())).isEqualTo(Instant.MIN);
        var minutes = new ArrayList<Long>();
        var looked = ADDED;
        for (int i = 0; i < 7; i++) {
            looked = LookTimes.next(domain, looked, List.of());
            minutes.add(Duration.between(ADDED, looked).toMinutes());
        }
        assertThat(minutes).containsExactly(1L, 5L, 15L, 30L, 60L, 120L, 180L);
        var week = ADDED.plus(Duration.ofDays(7));
        assertThat(LookTimes.next(domain, week, List.of()))
                .isEqualTo(week.plus(Duration.ofDays(1)));
    }

    @Test
    void verifiedDomainsAreLookedAtOnceADayAndNeverMany() {
        var seconds = new int[86_400];
        for (int id = 1; id <= 20_000; id++) {
            var domain = domain(id, new Verification(ADDED, Verification.By.DKIM));
            var next = LookTimes.next(domain, ADDED, List.of());
            assertThat(next).isAfter(ADDED).isBeforeOrEqualTo(ADDED.plus(Duration.ofDays(1)));
            assertThat(LookTimes.next(domain, next, List.of()))
                    .isEqualTo(next.plus(Duration.ofDays(1)));
            seconds[(int) Math.floorMod(next.getEpochSecond(), 86_400L)]++;
        }
        int most = 0;
        for (int from = 0; from < seconds.length; from += 60) {
            int count = 0;
            for (int i = from; i < from + 60; i++) count += seconds[i];
            most = Math.max(most, count);
        }
        // An even share of a minute is 13.9.
        assertThat(most).isLessThan(20);
    }

    @Test
    void aRecordThatIsMissedIsSoonLookedForAgain() {
        var domain = domain(1, new Verification(ADDED, Verification.By.DKIM));
        var missed = new LostRecord(Purpose.DKIM, "n", "v", ADDED, ADDED, null);
        var gone = new LostRecord(Purpose.DKIM, "n", "v", ADDED, ADDED, ADDED);
        assertThat(LookTimes.next(domain, ADDED, List.of(gone, missed)))
                .isEqualTo(ADDED.plus(Duration.ofMinutes(5)));
        assertThat(LookTimes.next(domain, ADDED, List.of(gone)))
                .isEqualTo(ADDED.plus(Duration.ofHours(1)));
    }

    private static Domain domain(long id, @Nullable Verification verification) {
        var proof = new Domain.Proof("a.example", "token");
        return new Domain(id, "a.example", List.of(), List.of(), proof, verification, ADDED);
    }
}
