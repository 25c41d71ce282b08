package dev.facteur;

import dev.facteur.api.Api;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.config.RetentionSettings;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.queue.Queue;
import dev.facteur.retention.Erasure;
import dev.facteur.retention.Retention;
import dev.facteur.retention.Retentions;
import dev.facteur.spool.Spool;
import dev.facteur.suppress.Pseudonyms;
import dev.facteur.suppress.Suppressions;
import java.util.function.BiPredicate;

/// What is kept of mail and people, and for how long.
record Keeping(Pseudonyms pseudonyms, Suppressions suppressions, Retentions retentions) {
    /// To be called before any mail ends.
    static Keeping open(Database database, Sealer sealer, RetentionSettings usual, Clock clock)
            throws StorageException {
        var pseudonyms = new Pseudonyms(sealer.derive("pseudonyms"));
        var retentions = new Retentions(database);
        retentions.open(new Retention(usual.bodies(), usual.events()));
        return new Keeping(pseudonyms, new Suppressions(database, clock, pseudonyms), retentions);
    }

    Queue queue(Database database, Spool spool, Clock clock, BiPredicate<Long, Stream> byDomain) {
        return new Queue(database, spool, clock, byDomain, pseudonyms);
    }

    /// What the API asks of it.
    Api.Keeping asked(Database database, Queue queue, Clock clock) {
        return new Api.Keeping(retentions, new Erasure(database, queue, pseudonyms, clock));
    }
}
