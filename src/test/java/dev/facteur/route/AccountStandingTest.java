package dev.facteur.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.route.AccountStanding.Period;
import dev.facteur.route.AccountStanding.Quota;
import dev.facteur.route.AccountStanding.Sender;
import dev.facteur.route.AccountStanding.State;
import dev.facteur.route.AccountStanding.Topic;
import dev.facteur.route.AccountStanding.Untold;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountStandingTest {
    private static final AccountStanding SHOP =
            AccountStanding.senders(
                    List.of(
                            new Sender("shop.example", true, "verified"),
                            new Sender("pending.example", false, "pending"),
                            new Sender("me@home.example", true, "verified")),
                    false);

    @Test
    void theGravestStateHoldsWhicheverWasFoundFirst() {
        var open = AccountStanding.of(State.OPEN, null);
        var closed = AccountStanding.of(State.CLOSED, "suspended");
        for (var both : List.of(open.and(closed), closed.and(open))) {
            assertThat(both.state()).isEqualTo(State.CLOSED);
            assertThat(both.why()).isEqualTo("suspended");
        }
    }

    @Test
    void whatIsFoundOneAfterTheOtherAddsUp() {
        var quota = AccountStanding.quotas(List.of(Quota.used(Period.DAY, 12, 100)));
        var both = AccountStanding.UNKNOWN.and(SHOP).and(quota);
        assertThat(both.senders()).hasSize(3);
        assertThat(both.quotas()).containsExactly(new Quota(Period.DAY, 12L, 100L, 88L));
    }

    @Test
    void aDomainThatIsNotVerifiedIsRefused() {
        assertThat(SHOP.refuses("pending.example")).isTrue();
        assertThat(SHOP.refuses("other.example")).isTrue();
        assertThat(SHOP.refuses("shop.example")).isFalse();
    }

    @Test
    void aVerifiedDomainSpeaksForThoseBelowItAndAnAddressForItsOwn() {
        assertThat(SHOP.refuses("news.shop.example")).isFalse();
        assertThat(SHOP.refuses("home.example")).isFalse();
        assertThat(SHOP.refuses("notshop.example")).isTrue();
    }

    @Test
    void nothingIsSaidOfDomainsWhereNotAllSendersAreKnown() {
        var some = AccountStanding.senders(List.of(), true);
        var untold = new Untold(Topic.SENDERS, true, "forbidden");
        assertThat(some.refuses("shop.example")).isFalse();
        assertThat(SHOP.and(AccountStanding.untold(untold)).refuses("other.example")).isFalse();
        assertThat(AccountStanding.UNKNOWN.refuses("shop.example")).isFalse();
    }
}
