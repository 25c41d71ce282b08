package dev.facteur.deliver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The headers as the providers' pages show them.
class RateWindowTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_392_815_203);

    private static @Nullable Duration pause(String... namesAndValues) {
        return Waits.afterwards(answer(200, namesAndValues), NOW);
    }

    private static ApiAnswer answer(int status, String... namesAndValues) {
        var headers = new TreeMap<String, List<String>>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        return new ApiAnswer(status, headers, "");
    }

    @Test
    void secondsAreLeftInTheWayOfTheDraft() {
        assertThat(
                        pause(
                                "ratelimit-limit",
                                "5",
                                "ratelimit-remaining",
                                "0",
                                "ratelimit-reset",
                                "1"))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void secondsAreLeftInTheWayOfBrevo() {
        assertThat(
                        pause(
                                "x-sib-ratelimit-limit", "1000",
                                "x-sib-ratelimit-remaining", "0",
                                "x-sib-ratelimit-reset", "30"))
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aMomentIsNamedInTheWayOfSendGrid() {
        assertThat(
                        pause(
                                "x-ratelimit-limit", "500",
                                "x-ratelimit-remaining", "0",
                                "x-ratelimit-reset", "1392815263"))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aMomentInMillisecondsIsOne() {
        assertThat(pause("x-ratelimit-remaining", "0", "x-ratelimit-reset", "1392815263000"))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void oneFieldMayHoldAllAndTheSpentWindowCounts() {
        assertThat(pause("ratelimit", "\"burst\";r=0;t=3, \"day\";r=90;t=3000"))
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void whileCallsAreLeftThereIsNoPause() {
        assertThat(pause("ratelimit-remaining", "1", "ratelimit-reset", "1")).isNull();
        assertThat(pause("x-ratelimit-remaining", "499", "x-ratelimit-reset", "1392815263"))
                .isNull();
    }

    @Test
    void whatMakesNoSenseAsksForNothing() {
        assertThat(pause()).isNull();
        assertThat(pause("ratelimit-remaining", "0")).isNull();
        assertThat(pause("ratelimit-remaining", "0", "ratelimit-reset", "soon")).isNull();
        assertThat(pause("x-ratelimit-remaining", "0", "x-ratelimit-reset", "1392815203")).isNull();
        assertThat(pause("ratelimit-remaining", "0", "ratelimit-reset", "90000")).isNull();
    }

    @Test
    void oneCallTooManyWaitsAsLongAsTheHeadersSayWhateverTheySayIsLeft() {
        var answer = answer(429, "x-ratelimit-remaining", "3", "x-ratelimit-reset", "1392815263");
        assertThat(Waits.of(answer, NOW)).isEqualTo(Duration.ofMinutes(1));
        assertThat(Waits.of(new ApiAnswer(429, Map.of(), ""), NOW)).isNull();
    }
}
