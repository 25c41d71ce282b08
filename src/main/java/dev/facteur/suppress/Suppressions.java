package dev.facteur.suppress;

import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The list as people and doors see it. Changes return when they are durable. Safe for use by many
/// threads.
public final class Suppressions {
    private final Database database;
    private final Clock clock;
    private final Pseudonyms pseudonyms;
    // Kept at hand: it is asked of each recipient of each submission, and few sites want it.
    private volatile Set<Long> refusing;

    /// @param pseudonyms of people who were erased: found by who knows their addresses
    public Suppressions(Database database, Clock clock, Pseudonyms pseudonyms) {
        this.database = database;
        this.clock = clock;
        this.pseudonyms = pseudonyms;
        this.refusing = refusing(database);
    }

    /// Which of a list to show.
    ///
    /// @param all whether those are among them of whom only a provider's list tells: they may be
    ///   other sites' people
    /// @param after the address behind which to begin; `""` for the first
    public record Filter(
            long siteId,
            @Nullable Stream stream,
            @Nullable Cause cause,
            boolean all,
            String after,
            int limit) {}

    /// By address. What has expired is not among them.
    public List<Suppression> list(Filter filter) {
        var stream = filter.stream();
        var cause = filter.cause();
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        "SELECT "
                                                + SuppressionTable.COLUMNS
                                                + " FROM suppression WHERE site_id = :site"
                                                + " AND address > :after"
                                                + " AND (:stream = '' OR stream = :stream)"
                                                + " AND (:cause = '' OR cause = :cause)"
                                                + " AND (:all OR cause <> 'provider'"
                                                + " OR mail_id IS NOT NULL)"
                                                + " AND (expires_at IS NULL OR expires_at > :now)"
                                                + " ORDER BY address, stream LIMIT :limit")
                                .bind("site", filter.siteId())
                                .bind("after", filter.after())
                                .bind("stream", stream == null ? "" : stream.word())
                                .bind("cause", cause == null ? "" : cause.word())
                                .bind("all", filter.all())
                                .bind("now", clock.now().toEpochMilli())
                                .bind("limit", filter.limit())
                                .map((row, _) -> SuppressionTable.row(row))
                                .list());
    }

    /// Those of one address.
    public List<Suppression> of(long siteId, String address) {
        var wanted = Suppression.key(address);
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        "SELECT "
                                                + SuppressionTable.COLUMNS
                                                + " FROM suppression WHERE site_id = :site"
                                                + " AND address IN (:address, :pseudonym)"
                                                + " ORDER BY stream")
                                .bind("site", siteId)
                                .bind("pseudonym", pseudonyms.of(wanted))
                                .bind("address", wanted)
                                .map((row, _) -> SuppressionTable.row(row))
                                .list());
    }

    /// Whether mail of no stream of the site goes there, and the site wants to be told so at once.
    public boolean refuses(long siteId, String address) {
        if (!refuses(siteId)) return false;
        var now = clock.now();
        return database.reads()
                        .withHandle(handle ->
                                handle.createQuery(
                                                """
                                                SELECT count(DISTINCT stream) FROM suppression
                                                WHERE site_id = :site
                                                    AND address IN (:address, :pseudonym)
                                                    AND (expires_at IS NULL OR expires_at > :now)\
                                                """)
                                        .bind("site", siteId)
                                        .bind("address", Suppression.key(address))
                                        .bind("pseudonym", pseudonyms.of(address))
                                        .bind("now", now.toEpochMilli())
                                        .mapTo(Integer.class)
                                        .one())
                == Stream.values().length;
    }

    /// Adds all of them, in one transaction.
    public void add(Collection<Suppression> some) throws StorageException {
        database.committer()
                .commit(transaction -> {
                    for (var one : some) SuppressionTable.add(transaction, one);
                    return some.size();
                });
    }

    /// Adds what a provider holds, in one transaction. It brings nobody back who was erased, and
    /// changes nothing that stands there for another cause.
    public void hold(Collection<Suppression> some) throws StorageException {
        database.committer()
                .commit(transaction -> {
                    for (var one : some) {
                        SuppressionTable.hold(transaction, one, pseudonyms.of(one.address()));
                    }
                    return some.size();
                });
    }

    /// @return how many of the streams had it
    public int remove(long siteId, Collection<Stream> streams, String address)
            throws StorageException {
        return database.committer()
                .commit(transaction -> {
                    int removed = 0;
                    for (var stream : streams) {
                        boolean said =
                                SuppressionTable.remove(transaction, siteId, stream, address);
                        boolean hidden =
                                SuppressionTable.remove(
                                        transaction, siteId, stream, pseudonyms.of(address));
                        if (said || hidden) removed++;
                    }
                    return removed;
                });
    }

    /// Whether a submission to a suppressed address is refused; otherwise it is taken, and marked.
    public synchronized void refuse(long siteId, boolean refuses) throws StorageException {
        database.committer()
                .commit(transaction ->
                        refuses
                                ? transaction.update(
                                        "INSERT INTO suppression_policy (site_id) VALUES (?)"
                                                + " ON CONFLICT DO NOTHING",
                                        siteId)
                                : transaction.update(
                                        "DELETE FROM suppression_policy WHERE site_id = ?",
                                        siteId));
        refusing = refusing(database);
    }

    public boolean refuses(long siteId) {
        return refusing.contains(siteId);
    }

    private static Set<Long> refusing(Database database) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery("SELECT site_id FROM suppression_policy")
                                .mapTo(Long.class)
                                .set());
    }
}
