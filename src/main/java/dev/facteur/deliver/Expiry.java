package dev.facteur.deliver;

import dev.facteur.event.MailEvent;
import dev.facteur.mail.Statement;
import dev.facteur.platform.StorageException;
import dev.facteur.queue.Lease;
import dev.facteur.queue.Queue;
import dev.facteur.queue.Settlement;
import dev.facteur.queue.State;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the lifetime of mail that could not be delivered in time, and tells its submitter. Looks at
/// what is queued, whether or not a route would take it now.
public final class Expiry {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final int AT_ONCE = 200;

    private final Queue queue;
    private final Reports reports;

    public Expiry(Queue queue, Reports reports) {
        this.queue = queue;
        this.reports = reports;
    }

    /// Expires some of what is over. To be called every little while, by one thread.
    ///
    /// @return whether there may be more
    public boolean run() throws StorageException {
        var expired = queue.expired(AT_ONCE);
        for (var lease : expired) expire(lease);
        return !expired.isEmpty();
    }

    private void expire(Lease lease) throws StorageException {
        var sentence = sentence(lease);
        var settlements =
                lease.recipients().stream()
                        .map(leased ->
                                new Settlement(
                                        leased.recipient().number(),
                                        State.EXPIRED,
                                        null,
                                        new MailEvent.Expired(leased.attempt() - 1, sentence),
                                        ""))
                        .toList();
        var report = reports.aboutExpiry(lease, sentence.english());
        if (!queue.expire(lease, settlements, report)) return;
        reports.stored(report);
        LOG.atWarn()
                .addKeyValue("mail", lease.mail().id())
                .addKeyValue("recipients", settlements.size())
                .log("expired");
    }

    private static Statement sentence(Lease lease) {
        var end =
                lease.recipients().stream()
                        .map(Lease.Leased::expiresAt)
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
        return AttemptSaying.LIFETIME_OVER.with(end.truncatedTo(ChronoUnit.SECONDS));
    }
}
