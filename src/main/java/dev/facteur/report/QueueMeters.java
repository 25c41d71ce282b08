package dev.facteur.report;

import dev.facteur.platform.Clock;
import dev.facteur.platform.metric.Cached;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jdbi.v3.core.Jdbi;

/// What tells a machine that mail is stuck: how many recipients wait, how many are held, and how
/// old the oldest is.
public final class QueueMeters {
    /// Counting a million recipients takes a tenth of a second, so a scrape does not count each
    /// time.
    private static final Duration KEEP = Duration.ofSeconds(15);

    /// Each SELECT walks the partial index of its state and never the history. Ids grow with time.
    private static final String COUNTS =
            """
            SELECT q.number + l.number AS waiting,
                (SELECT count(*) FROM recipient WHERE state = 'held') AS held,
                (SELECT coalesce(send_at, accepted_at) FROM mail WHERE id = min(
                    coalesce(q.oldest, l.oldest), coalesce(l.oldest, q.oldest))) AS oldest
            FROM
                (SELECT count(*) AS number, min(mail_id) AS oldest
                    FROM recipient WHERE state = 'queued') q,
                (SELECT count(*) AS number, min(mail_id) AS oldest
                    FROM recipient WHERE state = 'leased') l\
            """;

    private final Jdbi reads;
    private final Clock clock;
    private final Cached<Counts> counts;

    public QueueMeters(Jdbi reads, Clock clock) {
        this.reads = reads;
        this.clock = clock;
        this.counts = new Cached<>(clock, KEEP, this::count);
    }

    private record Counts(int waiting, int held, double oldestSeconds) {}

    public void register(MeterRegistry registry) {
        gauge(
                registry,
                "facteur.queue.waiting",
                "Recipients that wait for an attempt or are being tried",
                Counts::waiting);
        gauge(
                registry,
                "facteur.queue.held",
                "Recipients held until somebody decides",
                Counts::held);
        gauge(
                registry,
                "facteur.queue.oldest.seconds",
                "How long ago the oldest mail that still waits was accepted; 0 when none does",
                Counts::oldestSeconds);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            ToDoubleFunction<Counts> value) {
        Gauge.builder(name, () -> value.applyAsDouble(counts.get()))
                .description(description)
                .register(registry);
    }

    private Counts count() {
        long now = clock.now().toEpochMilli();
        return reads.withHandle(handle ->
                handle.createQuery(COUNTS)
                        .map((row, _) -> {
                            long oldest = row.getLong("oldest");
                            double seconds = row.wasNull() ? 0 : (now - oldest) / 1000.0;
                            return new Counts(
                                    row.getInt("waiting"),
                                    row.getInt("held"),
                                    Math.max(0, seconds));
                        })
                        .one());
    }
}
