package dev.facteur.submit.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ManualClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthThrottleTest {
    private final ManualClock clock = new ManualClock();
    private final AuthThrottle throttle = new AuthThrottle(clock);
    private final InetAddress guesser = address("192.0.2.1");
    private final InetAddress website = address("192.0.2.2");

    @Test
    void oneMistakeCostsNothingAndEachFurtherOneMore() {
        assertThat(fail(guesser, "a", 7))
                .containsExactly(
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8));
        assertThat(fail(guesser, "a", 3)).containsOnly(Duration.ofSeconds(16));
    }

    @Test
    void userIsLockedOutAtTheAddressThatGuessedAndNowhereElse() {
        fail(guesser, "a", 10);
        assertThat(throttle.lockedOut(guesser, "a")).isTrue();
        assertThat(throttle.judge(guesser, "a", true).heard()).isFalse();
        assertThat(throttle.lockedOut(guesser, "b")).as("same address").isFalse();
        assertThat(throttle.lockedOut(website, "a")).as("same user").isFalse();
    }

    @Test
    void failuresOfTheAddressOrOfTheUserOnlyMakeTheOthersWait() {
        for (int i = 0; i < 50; i++) {
            throttle.judge(guesser, "user" + i, false);
            throttle.judge(address("198.51.100." + i), "shop", false);
        }
        assertThat(waitOf(guesser, "b")).as("same address").isEqualTo(Duration.ofSeconds(16));
        assertThat(waitOf(website, "shop")).as("same user").isEqualTo(Duration.ofSeconds(16));
        assertThat(waitOf(website, "b")).isZero();
    }

    @Test
    void lockOutIsReportedOnceAndEndsAfterAQuarterOfAnHour() {
        int reports = 0;
        for (int i = 0; i < 50; i++) {
            if (throttle.judge(guesser, "a", false).locksOut()) reports++;
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(reports).isEqualTo(1);
        clock.advance(Duration.ofMinutes(15));
        assertThat(throttle.lockedOut(guesser, "a")).isFalse();
        assertThat(waitOf(guesser, "a")).isZero();
    }

    @Test
    void attemptsThatWereComparedAtTheSameTimeAreCountedOneByOne() {
        for (int i = 0; i < 100; i++) assertThat(throttle.lockedOut(guesser, "a")).isFalse();
        int heard = 0;
        for (int i = 0; i < 99; i++) if (throttle.judge(guesser, "a", false).heard()) heard++;
        assertThat(heard).isEqualTo(10);
        assertThat(throttle.judge(guesser, "a", true).heard()).as("the right one").isFalse();
    }

    @Test
    void guesserDoesNotSlowTheWebsiteDown() {
        throttle.succeeded(website, "shop");
        fail(guesser, "shop", 50);
        assertThat(waitOf(website, "shop")).isZero();
        assertThat(throttle.lockedOut(guesser, "shop")).isTrue();
    }

    @Test
    void misconfiguredSiteDoesNotSlowItsNeighboursOnTheSameMachine() {
        throttle.succeeded(website, "good");
        fail(website, "misconfigured", 50);
        assertThat(waitOf(website, "good")).isZero();
        assertThat(throttle.lockedOut(website, "misconfigured")).isTrue();
    }

    @Test
    void wholeIpv6NetworkOfACustomerCountsAsOneAddress() {
        for (int i = 0; i < 10; i++) {
            throttle.judge(address("2001:db8:0:1::" + i), "u" + i, false);
            throttle.judge(address("2001:db8:0:1::" + i), "shop", false);
        }
        assertThat(throttle.lockedOut(address("2001:db8:0:1::ffff"), "shop")).isTrue();
        assertThat(waitOf(address("2001:db8:0:1::ffff"), "x")).isEqualTo(Duration.ofSeconds(16));
        assertThat(waitOf(address("2001:db8:0:2::1"), "x")).isZero();
    }

    private List<Duration> fail(InetAddress client, String user, int times) {
        var waits = new ArrayList<Duration>();
        for (int i = 0; i < times; i++) waits.add(throttle.judge(client, user, false).delay());
        return waits;
    }

    private Duration waitOf(InetAddress client, String user) {
        return throttle.judge(client, user, true).delay();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
