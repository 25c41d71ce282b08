package dev.facteur.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.authres.ResultsReader;

/// What a receiver, or somebody in its name, says it has checked.
class AuthenticationResultsFuzzTest {
    @FuzzTest
    void readingEndsAndKeepsToItsLimits(byte[] text) {
        ResultsReader.read(Cuts.latin1(text))
                .ifPresent(read -> {
                    assertThat(read.results()).hasSizeLessThanOrEqualTo(61);
                    for (var result : read.results()) {
                        assertThat(result.method()).isNotEmpty();
                        assertThat(result.properties()).hasSizeLessThanOrEqualTo(21);
                        assertThat(result.domain().orElse("")).doesNotContain("@");
                    }
                });
    }
}
