package dev.facteur.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.event.MailEvent;
import dev.facteur.event.Trace;
import dev.facteur.queue.QueueScene;
import dev.facteur.queue.Settlement;
import dev.facteur.queue.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryMetersTest {
    @TempDir Path folder;

    /// A simulated world met it: the clock was set back between acceptance and delivery, the time
    /// in between came out negative, and the meter does not count such.
    @Test
    void deliveryIsCountedAlsoWhenTheClockWasSetBackMeanwhile() throws Exception {
        try (var scene = QueueScene.open(folder)) {
            var registry = new SimpleMeterRegistry();
            var meters = new DeliveryMeters(registry, scene.clock);
            var lease = scene.leased("anna");
            long started = scene.clock.nanos();
            scene.clock.advance(Duration.ofSeconds(2));
            scene.clock.set(Duration.ofMinutes(-5));
            meters.count(lease, started, List.of(delivered()));

            assertThat(registry.get("facteur.delivery.seconds").timer().count()).isEqualTo(1);
            var attempt = registry.get("facteur.attempt.seconds").timer();
            assertThat(attempt.totalTime(TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    private static Settlement delivered() {
        var trace =
                new Trace(
                        1,
                        "provider",
                        null,
                        null,
                        null,
                        null,
                        null,
                        "250 ok",
                        null,
                        null,
                        null,
                        null);
        return new Settlement(0, State.DELIVERED, null, new MailEvent.Delivered(trace), "250 ok");
    }
}
