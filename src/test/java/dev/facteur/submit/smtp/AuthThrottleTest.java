package dev.facteur.submit.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ManualClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AuthThrottleTest {
    private final ManualClock clock = new ManualClock();
    private final AuthThrottle throttle = new AuthThrottle(clock);
    private final InetAddress guesser = address("192.0.2.1");
    private final InetAddress website = address("192.0.2.2");

    @Test
    void oneMistakeCostsNothingAndEachFurtherOneMore() {
        throttle.failed(guesser, "a");
        assertThat(throttle.delay(guesser, "a")).contains(Duration.ZERO);
        throttle.failed(guesser, "a");
        assertThat(throttle.delay(guesser, "a")).contains(Duration.ofMillis(500));
        throttle.failed(guesser, "a");
        assertThat(throttle.delay(guesser, "a")).contains(Duration.ofSeconds(1));
        fail(guesser, "a", 4);
        assertThat(throttle.delay(guesser, "a")).contains(Duration.ofSeconds(16));
        fail(guesser, "a", 3);
        assertThat(throttle.delay(guesser, "a")).isEmpty();
    }

    @Test
    void failuresCountForTheAddressAndForTheUser() {
        fail(guesser, "a", 10);
        assertThat(throttle.delay(guesser, "b")).as("same address").isEmpty();
        assertThat(throttle.delay(website, "a")).as("same user").isEmpty();
        assertThat(throttle.delay(website, "b")).contains(Duration.ZERO);
    }

    @Test
    void failuresAreForgottenAfterAQuarterOfAnHour() {
        fail(guesser, "a", 10);
        clock.advance(Duration.ofMinutes(16));
        assertThat(throttle.delay(guesser, "a")).contains(Duration.ZERO);
    }

    @Test
    void guesserDoesNotLockTheWebsiteOut() {
        throttle.succeeded(website, "shop");
        fail(guesser, "shop", 50);
        assertThat(throttle.delay(website, "shop")).contains(Duration.ZERO);
        assertThat(throttle.delay(guesser, "shop")).isEmpty();
    }

    @Test
    void misconfiguredSiteDoesNotSlowItsNeighboursOnTheSameMachine() {
        throttle.succeeded(website, "good");
        fail(website, "misconfigured", 50);
        assertThat(throttle.delay(website, "good")).contains(Duration.ZERO);
        assertThat(throttle.delay(website, "misconfigured")).isEmpty();
    }

    @Test
    void wholeIpv6NetworkOfACustomerCountsAsOneAddress() {
        for (int i = 0; i < 10; i++) throttle.failed(address("2001:db8:0:1::" + i), "u" + i);
        assertThat(throttle.delay(address("2001:db8:0:1::ffff"), "x")).isEmpty();
        assertThat(throttle.delay(address("2001:db8:0:2::1"), "x")).contains(Duration.ZERO);
    }

    private void fail(InetAddress client, String user, int times) {
        for (int i = 0; i < times; i++) throttle.failed(client, user);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
