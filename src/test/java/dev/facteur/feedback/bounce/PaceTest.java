package dev.facteur.feedback.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ManualClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-26T05:00:00Z"));
    private final Pace pace = new Pace(clock);

    @Test
    void whoBringsTooManyInAMinuteWaitsForTheNextAndNobodyElseDoes() {
        for (int i = 0; i < Pace.A_NETWORK; i++) assertThat(pace.allows(ONE, false)).isTrue();
        assertThat(pace.allows(ONE, false)).isFalse();
        assertThat(pace.allows(OTHER, false)).isTrue();
        clock.advance(Duration.ofMinutes(1));
        assertThat(pace.allows(ONE, false)).isTrue();
    }

    @Test
    void addressesThatEverybodyKnowsHaveOnePaceForAll() {
        for (int i = 0; i < Pace.ROLES; i++) assertThat(pace.allows(ONE, true)).isTrue();
        assertThat(pace.allows(OTHER, true)).isFalse();
        assertThat(pace.allows(OTHER, false)).isTrue();
    }
}
