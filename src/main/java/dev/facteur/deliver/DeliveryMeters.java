package dev.facteur.deliver;

import dev.facteur.platform.Clock;
import dev.facteur.queue.Lease;
import dev.facteur.queue.Settlement;
import dev.facteur.queue.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/// What is counted of deliveries: attempts by what became of them, how long they take, and how long
/// mails are under way from our 250 to the next hop's.
final class DeliveryMeters {
    private final MeterRegistry registry;
    private final Clock clock;
    private final Timer attempt;
    private final Timer underWay;

    DeliveryMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.attempt = timer("facteur.attempt.seconds", "How long attempts take");
        this.underWay =
                timer(
                        "facteur.delivery.seconds",
                        "How long mails are under way, from our 250 to that of the next server");
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name).description(description).register(registry);
    }

    private Counter attempts(String outcome) {
        return Counter.builder("facteur.attempts")
                .description("Recipients tried, by what became of it")
                .tag("outcome", outcome)
                .register(registry);
    }

    /// @param startedNanos by the clock that nobody sets
    void count(Lease lease, long startedNanos, List<Settlement> settlements) {
        attempt.record(Duration.ofNanos(clock.nanos() - startedNanos));
        for (var settlement : settlements) {
            attempts(settlement.event().kind()).increment();
            if (settlement.state() == State.DELIVERED) {
                var time = Duration.between(lease.acceptedAt(), clock.now());
                // Somebody may have set the clock back since, and a negative time is not counted.
                underWay.record(time.isNegative() ? Duration.ZERO : time);
            }
        }
    }
}
