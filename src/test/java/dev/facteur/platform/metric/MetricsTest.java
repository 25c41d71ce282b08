package dev.facteur.platform.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void countedMailsAppearInTheText() {
        try (var metrics = new Metrics()) {
            metrics.registry().counter("facteur.submissions", "door", "smtp").increment(3);

            assertThat(metrics.text())
                    .contains("facteur_submissions_total{door=\"smtp\"} 3.0")
                    .contains("jvm_memory_used_bytes");
        }
    }
}
