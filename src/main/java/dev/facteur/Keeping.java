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
import dev.facteur.retention.LogEmptying;
import dev.facteur.retention.Retention;
import dev.facteur.retention.Retentions;
import dev.facteur.spool.Spool;
import dev.facteur.suppress.Pseudonyms;
import dev.facteur.suppress.Suppressions;
import java.nio.file.Path;
import java.util.function.BiPredicate;

/// What is kept of mail and people, and for how long.
record Keeping(
        Pseudonyms pseudonyms, Suppressions suppressions, Retentions retentions, LogEmptying log) {
    /// To be called before any mail ends.
    static Keeping open(Database database, Sealer sealer, RetentionSettings usual, Clock clock)
            throws StorageException {
        var pseudonyms = new Pseudonyms(sealer.derive("pseudonyms"));
        var retentions = new Retentions(database);
        retentions.open(new Retention(usual.bodies(), usual.events()));
        return new Keeping(
                pseudonyms,
                new Suppressions(database, clock, pseudonyms),
                retentions,
                new LogEmptying(database, clock));
    }

    Queue queue(Database database, Spool spool, Clock clock, BiPredicate<Long, Stream> byDomain) {
        return new Queue(database, spool, clock, byDomain, pseudonyms);
    }

    /// What the API asks of it.
    ///
    /// @param sendmail the folder in which `facteur sendmail` meets the gateway
    Api.Keeping asked(Database database, Queue queue, Path sendmail) {
        var erasure = new Erasure(database, queue, pseudonyms, log, sendmail);
        return new Api.Keeping(retentions, erasure);
    }
}
