package dev.facteur.track;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.mail.Stream;
import dev.facteur.platform.HostName;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;

/// Which sites count what. Answers from memory and never blocks on the database, except in [#load]
/// and in changes. Safe for use by many threads.
public final class TrackingRules {
    private final Database database;
    private final boolean hasDoor;
    private volatile List<TrackingRule> rules = List.of();

    /// @param hasDoor whether links can lead here; otherwise there are no rules
    public TrackingRules(Database database, boolean hasDoor) {
        this.database = database;
        this.hasDoor = hasDoor;
    }

    /// Reads everything anew: at the start, and after each change.
    public synchronized void load() throws StorageException {
        try {
            rules =
                    database.reads()
                            .withHandle(handle ->
                                    handle.createQuery(
                                                    """
                                                    SELECT site_id, stream, domain, opens, clicks
                                                    FROM tracking ORDER BY site_id, stream\
                                                    """)
                                            .map((row, _) ->
                                                    new TrackingRule(
                                                            row.getLong("site_id"),
                                                            Stream.of(row.getString("stream")),
                                                            row.getString("domain"),
                                                            row.getBoolean("opens"),
                                                            row.getBoolean("clicks")))
                                            .list());
        } catch (JdbiException failure) {
            throw new StorageException(
                    "the tracking rules cannot be read: " + failure.getMessage(), false, failure);
        }
    }

    /// Also those that rest because there is no door.
    public List<TrackingRule> all() {
        return rules;
    }

    public boolean hasDoor() {
        return hasDoor;
    }

    /// What counts for a mail now.
    public Optional<TrackingRule> of(long siteId, Stream stream) {
        if (!hasDoor) return Optional.empty();
        return rules.stream()
                .filter(rule -> rule.siteId() == siteId && rule.stream() == stream)
                .findFirst();
    }

    /// The rule as it would be kept, or why it cannot be.
    public TrackingRule checked(TrackingRule wanted) throws Objection {
        var domain = wanted.domain().strip().toLowerCase(Locale.ROOT);
        if (!hasDoor) {
            throw new Objection(
                    Kind.CONFLICT,
                    "tracking-no-door",
                    "",
                    "there is no door that links could lead to; name one with listen in"
                            + " [tracking] and restart");
        }
        if (!HostName.isValid(domain) || !domain.contains(".")) {
            throw new Objection(
                    Kind.INVALID,
                    "tracking-domain",
                    domain,
                    "\"" + domain + "\" is not a domain; write for example links.shop.example");
        }
        if (!wanted.opens() && !wanted.clicks()) {
            throw new Objection(
                    Kind.INVALID,
                    "tracking-nothing",
                    "",
                    "neither opens nor clicks are to be counted; name one of them, or turn"
                            + " tracking off");
        }
        return new TrackingRule(
                wanted.siteId(), wanted.stream(), domain, wanted.opens(), wanted.clicks());
    }

    /// Keeps a rule that was [#checked]. It holds for the next mail.
    public void set(TrackingRule rule) throws StorageException {
        database.committer()
                .commit(transaction ->
                        transaction.update(
                                """
                                INSERT INTO tracking (site_id, stream, domain, opens, clicks)
                                VALUES (?, ?, ?, ?, ?)
                                ON CONFLICT DO UPDATE SET domain = excluded.domain,
                                    opens = excluded.opens, clicks = excluded.clicks\
                                """,
                                rule.siteId(),
                                rule.stream().word(),
                                rule.domain(),
                                rule.opens(),
                                rule.clicks()));
        load();
    }

    /// Links of mails that left before still lead where they should.
    ///
    /// @return whether there was such a rule
    public boolean remove(long siteId, Stream stream) throws StorageException {
        int removed =
                database.committer()
                        .commit(transaction ->
                                transaction.update(
                                        "DELETE FROM tracking WHERE site_id = ? AND stream = ?",
                                        siteId,
                                        stream.word()));
        load();
        return removed > 0;
    }
}
