package dev.facteur.alert;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.mail.MailId;
import dev.facteur.platform.Clock;
import dev.facteur.platform.config.AlertSettings;
import dev.facteur.platform.config.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// Whether many recipients have waited for longer than the operator allows.
public final class QueueInTime implements Check {
    /// Walks the index of what is queued, and looks at the mails of those only that are old enough.
    private static final String LATE =
            """
            SELECT count(*) AS late, min(coalesce(m.send_at, m.accepted_at)) AS oldest
            FROM recipient r JOIN mail m ON m.id = r.mail_id
            WHERE r.state = 'queued' AND r.mail_id < :id
                AND coalesce(m.send_at, m.accepted_at) < :before\
            """;

    private final Jdbi reads;
    private final AlertSettings settings;
    private final Clock clock;

    public QueueInTime(Jdbi reads, AlertSettings settings, Clock clock) {
        this.reads = reads;
        this.settings = settings;
        this.clock = clock;
    }

    private record Late(int recipients, Instant oldest) {}

    @Override
    public List<Look> looks(Scope scope) {
        return scope.holdsMachine() ? List.of(new Look("late mail", this::see)) : List.of();
    }

    private List<Finding> see() {
        var late = late();
        if (late.recipients <= settings.queueOver()) return List.of();
        var age = Duration.between(late.oldest, clock.now());
        var longest = age.toHours() > 0 ? age.toHours() + " h" : age.toMinutes() + " min";
        return List.of(
                Finding.of(
                                "queue-late",
                                Severity.WARNING,
                                Who.YOU,
                                "",
                                late.recipients,
                                DurationText.write(settings.queueOlder()),
                                longest)
                        .seeing(List.of("the oldest since " + late.oldest)));
    }

    private Late late() {
        var before = clock.now().minus(settings.queueOlder());
        return reads.withHandle(handle ->
                handle.createQuery(LATE)
                        .bind("id", MailId.firstAfter(before).value())
                        .bind("before", before.toEpochMilli())
                        .map((row, _) ->
                                new Late(
                                        row.getInt("late"),
                                        Instant.ofEpochMilli(row.getLong("oldest"))))
                        .one());
    }
}
