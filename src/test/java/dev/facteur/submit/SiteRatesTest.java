package dev.facteur.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.account.SendingLimits;
import dev.facteur.account.Site;
import dev.facteur.testkit.ManualClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SiteRatesTest {
    private static final Site SHOP = new Site(1, "shop", false);
    private static final Site BLOG = new Site(2, "blog", false);

    private final ManualClock clock = new ManualClock();
    private SendingLimits limits = SendingLimits.NONE;
    private final SiteRates rates =
            new SiteRates(site -> site.equals(SHOP) ? limits : none(), clock);

    @Test
    void siteWithoutLimitSendsAsMuchAsItLikes() throws Exception {
        for (int i = 0; i < 100_000; i++) rates.take(BLOG, 100);
    }

    @Test
    void whatIsBeyondTheLimitIsRefusedForNowWithTheTimeToWait() throws Exception {
        limit(null, 60, null);
        for (int i = 0; i < 60; i++) rates.take(SHOP, 1);
        assertThatThrownBy(() -> rates.take(SHOP, 1))
                .isInstanceOfSatisfying(
                        SiteLimitReached.class,
                        refusal -> {
                            assertThat(refusal.reply().code()).isEqualTo(450);
                            assertThat(refusal.reply().status()).isEqualTo("4.7.1");
                            assertThat(refusal.pause())
                                    .isBetween(Duration.ofSeconds(59), Duration.ofSeconds(61));
                        });
        clock.advance(Duration.ofSeconds(61));
        rates.take(SHOP, 1);
        assertRefused(1);
    }

    @Test
    void recipientsCountAndNotMails() throws Exception {
        limit(10, null, null);
        rates.take(SHOP, 9);
        assertRefused(2);
        rates.take(SHOP, 1);
    }

    @Test
    void eachTimeHasItsOwnLimitAndARefusalUsesNothingUp() throws Exception {
        limit(5, 8, null);
        rates.take(SHOP, 5);
        for (int i = 0; i < 10; i++) assertRefused(1);
        clock.advance(Duration.ofMinutes(1));
        rates.take(SHOP, 3);
        assertRefused(2);
    }

    @Test
    void oneSitesLimitIsNoOthers() throws Exception {
        limit(1, null, null);
        rates.take(SHOP, 1);
        assertRefused(1);
        rates.take(BLOG, 1);
    }

    @Test
    void mailToMoreThanTheLimitGoesWhenNothingElseWas() throws Exception {
        limit(10, null, null);
        rates.take(SHOP, 30);
        clock.advance(Duration.ofMinutes(2));
        assertRefused(1);
        clock.advance(Duration.ofMinutes(1));
        rates.take(SHOP, 1);
    }

    @Test
    void newLimitHoldsAtOnce() throws Exception {
        limit(1, null, null);
        rates.take(SHOP, 1);
        limit(2, null, null);
        rates.take(SHOP, 2);
        limits = SendingLimits.NONE;
        rates.take(SHOP, 100);
    }

    private void limit(@Nullable Integer minute, @Nullable Integer hour, @Nullable Integer day) {
        limits = new SendingLimits(minute, hour, day);
    }

    private static SendingLimits none() {
        return SendingLimits.NONE;
    }

    private void assertRefused(int recipients) {
        assertThatThrownBy(() -> rates.take(SHOP, recipients)).isInstanceOf(SiteLimitReached.class);
    }
}
