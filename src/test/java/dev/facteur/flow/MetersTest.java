package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.testkit.PracticeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a machine that watches the gateway is told.
@Tag("flow")
class MetersTest {
    @TempDir Path folder;

    @Test
    void mailThatIsStuckShowsInTheMeters() throws Exception {
        try (var gateway = PracticeGateway.withWrongPassword(folder)) {
            var mail = gateway.submit("anna@shop.example", "bob@example.com", "eve@example.com");
            await().until(() -> gateway.events(mail).contains("parked"));
            gateway.advance(Duration.ofMinutes(90));
            assertThat(gateway.meter("facteur_queue_waiting")).isEqualTo(2);
            assertThat(gateway.meter("facteur_queue_oldest_seconds")).isGreaterThanOrEqualTo(5400);
            await().until(() -> gateway.meter("facteur_routes_parked") == 1);
            assertThat(gateway.meter("facteur_queue_held")).isZero();
        }
    }

    @Test
    void mailInTheMaildropShowsInTheMeters() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var refused = Files.createDirectories(folder.resolve("data/sendmail/refused"));
            Files.writeString(refused.resolve("1.mail"), "From: a@other.example\n\n");
            Files.writeString(refused.resolve("1.mail.why"), "550 5.7.1 not yours\n");
            assertThat(gateway.meter("facteur_maildrop_refused")).isEqualTo(1);
            assertThat(gateway.meter("facteur_maildrop_waiting")).isZero();
            assertThat(gateway.meter("facteur_queue_oldest_seconds")).isZero();
        }
    }

    @Test
    void everyMeterOfOursIsExplained() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var mail = gateway.submit("anna@shop.example", "bob@example.com");
            await().until(() -> gateway.events(mail).contains("delivered"));
            await().until(() -> gateway.meters().contains("facteur_attempts_total{"));
            assertThat(gateway.meters().lines())
                    .filteredOn(line -> line.startsWith("# HELP facteur_"))
                    .hasSizeGreaterThanOrEqualTo(11)
                    .allMatch(line -> line.strip().split(" ").length > 4);
        }
    }
}
