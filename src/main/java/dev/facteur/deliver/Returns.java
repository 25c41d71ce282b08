package dev.facteur.deliver;

import dev.facteur.mail.Address;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.queue.CameBack;
import dev.facteur.queue.Queue;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells submitters, once for each recipient, of mail that came back after it was delivered. A mail
/// that leaves with a sender of ours comes back to us, and to its own sender only so.
public final class Returns {
    private static final Logger LOG = LoggerFactory.getLogger(Returns.class);
    private static final int AT_ONCE = 200;

    /// For a site. Who wrote to so many who are gone is told by the suppressions and the pages.
    static final int MOST_AN_HOUR = 100;

    private final Queue queue;
    private final Reports reports;
    private final Clock clock;
    private final String ours;
    private final Map<Long, Integer> told = new HashMap<>();
    private long hour;

    /// @param ours the domain of our return paths, `""` where there is none
    public Returns(Queue queue, Reports reports, Clock clock, String ours) {
        this.queue = queue;
        this.reports = reports;
        this.clock = clock;
        this.ours = ours;
    }

    /// Tells of some of what came back. To be called every little while, by one thread.
    ///
    /// @return whether there may be more
    public boolean run() throws StorageException {
        var all = queue.cameBack(AT_ONCE);
        for (var back : all) {
            var report = isToBeTold(back) ? reports.aboutReturn(back) : null;
            if (queue.noteReturn(back, report)) reports.stored(report);
        }
        return !all.isEmpty();
    }

    private boolean isToBeTold(CameBack back) {
        var lease = back.lease();
        var recipient = lease.recipients().getFirst().recipient();
        var sender = lease.mail().sender();
        // RFC 5321 §6.1 and RFC 3461 §4.1.
        if (sender == null || !recipient.notification().failure()) return false;
        // A report would come back as well, or here.
        if (isSame(sender, recipient.address()) || sender.domain().equalsIgnoreCase(ours)) {
            return false;
        }
        return isWithinLimit(lease.mail().siteId());
    }

    private static boolean isSame(Address one, Address other) {
        return one.toString().equalsIgnoreCase(other.toString());
    }

    private boolean isWithinLimit(long site) {
        long now = clock.now().getEpochSecond() / 3600;
        if (now != hour) {
            hour = now;
            told.clear();
        }
        int count = told.merge(site, 1, Integer::sum);
        if (count == MOST_AN_HOUR + 1) {
            LOG.atWarn()
                    .addKeyValue("site", site)
                    .addKeyValue("most", MOST_AN_HOUR)
                    .log("much mail of a site comes back; its senders are told no more this hour");
        }
        return count <= MOST_AN_HOUR;
    }
}
