package dev.facteur.account;

import dev.facteur.account.Sighting.Purpose;
import dev.facteur.event.DomainEvent;
import dev.facteur.event.EventLog;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// What was seen of the domains' records, kept over restarts: a record that stood there and does so
/// no longer is told once, and once more when it is back.
///
/// Questions are answered from memory. Safe for use by many threads.
public final class DomainRecords {
    /// Two looks that miss a record are one when nothing could have changed between them.
    private static final Duration APART = Duration.ofMinutes(3);

    private static final Standing NEVER = new Standing(null, List.of());

    private final Database database;
    private final Clock clock;
    private final Map<Long, Standing> standings = new ConcurrentHashMap<>();

    private record Standing(@Nullable Instant lookedAt, List<LostRecord> lost) {}

    private record Kept(
            Purpose purpose,
            String name,
            String value,
            Instant seenAt,
            @Nullable Instant missedAt,
            @Nullable Instant goneAt) {

        static Kept of(ResultSet row) throws SQLException {
            return new Kept(
                    Purpose.of(row.getString("purpose")),
                    row.getString("name"),
                    row.getString("value"),
                    Instant.ofEpochMilli(row.getLong("seen_at")),
                    instant(row, "missed_at"),
                    instant(row, "gone_at"));
        }

        Optional<LostRecord> lost() {
            return missedAt == null
                    ? Optional.empty()
                    : Optional.of(new LostRecord(purpose, name, value, seenAt, missedAt, goneAt));
        }
    }

    public DomainRecords(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Reads what earlier runs have seen.
    public void load() throws StorageException {
        try {
            database.reads()
                    .useHandle(handle -> {
                        var lost = new HashMap<Long, List<LostRecord>>();
                        handle.createQuery(
                                        "SELECT * FROM domain_record WHERE missed_at IS NOT NULL")
                                .map((row, _) -> Map.entry(row.getLong("domain_id"), Kept.of(row)))
                                .forEach(row -> {
                                    var of =
                                            lost.computeIfAbsent(
                                                    row.getKey(), _ -> new ArrayList<>());
                                    row.getValue().lost().ifPresent(of::add);
                                });
                        handle.createQuery("SELECT id, looked_at FROM domain")
                                .map((row, _) -> Map.entry(row.getLong("id"), instantOf(row)))
                                .forEach(row -> {
                                    long id = row.getKey();
                                    var of = lost.getOrDefault(id, List.of());
                                    standings.put(
                                            id, new Standing(row.getValue().orElse(null), of));
                                });
                    });
        } catch (JdbiException failure) {
            throw new StorageException(
                    "what was seen of the domains cannot be read: " + failure.getMessage(),
                    false,
                    failure);
        }
    }

    private static Optional<Instant> instantOf(ResultSet row) throws SQLException {
        return Optional.ofNullable(instant(row, "looked_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long at = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(at);
    }

    /// When a domain's records were last asked for; empty when they never were.
    public Optional<Instant> lookedAt(Domain domain) {
        return Optional.ofNullable(standing(domain).lookedAt());
    }

    /// The records of a domain that were missed, told or not.
    public List<LostRecord> lost(Domain domain) {
        return standing(domain).lost();
    }

    /// Those whose loss was told.
    public List<LostRecord> gone(Domain domain) {
        return lost(domain).stream().filter(record -> record.goneAt() != null).toList();
    }

    private Standing standing(Domain domain) {
        return standings.getOrDefault(domain.id(), NEVER);
    }

    /// Keeps what a look has seen. Records that were not looked at are not wanted any more, and
    /// forgotten.
    public void looked(Domain domain, List<Sighting> sightings) throws StorageException {
        var now = clock.now();
        var kept = database.committer().commit(change -> kept(change, domain, sightings, now));
        if (kept == null) standings.remove(domain.id());
        else standings.put(domain.id(), new Standing(now, kept));
    }

    /// @return what is missed now; null when the domain was removed meanwhile
    private static @Nullable List<LostRecord> kept(
            Transaction change, Domain domain, List<Sighting> sightings, Instant now)
            throws SQLException {
        int there = change.update("UPDATE domain SET looked_at = ? WHERE id = ?", now, domain.id());
        if (there == 0) return null;
        var before = new HashMap<String, Kept>();
        for (var row :
                change.query(
                        "SELECT * FROM domain_record WHERE domain_id = ?", Kept::of, domain.id())) {
            before.put(row.purpose() + " " + row.name(), row);
        }
        change.update("DELETE FROM domain_record WHERE domain_id = ?", domain.id());
        var lost = new ArrayList<LostRecord>();
        for (var sighting : sightings) {
            var row = before.get(sighting.purpose() + " " + sighting.name());
            var after = after(row, sighting, now);
            if (after == null) continue;
            tell(change, domain, row, after, now);
            insert(change, domain, after);
            after.lost().ifPresent(lost::add);
        }
        return List.copyOf(lost);
    }

    /// What is kept of a record after a look; null when there is nothing to keep.
    private static @Nullable Kept after(@Nullable Kept row, Sighting sighting, Instant now) {
        return switch (sighting.state()) {
            case THERE ->
                    new Kept(
                            sighting.purpose(), sighting.name(), sighting.value(), now, null, null);
            case UNKNOWN -> row;
            case MISSING -> row == null || isOther(row, sighting) ? null : missed(row, now);
        };
    }

    /// A name may come to another key, which has not stood there yet.
    private static boolean isOther(Kept row, Sighting sighting) {
        return row.purpose() == Purpose.DKIM && !row.value().equals(sighting.value());
    }

    private static Kept missed(Kept row, Instant now) {
        var first = row.missedAt() == null ? now : row.missedAt();
        boolean confirmed = !now.isBefore(first.plus(APART));
        var gone = row.goneAt() == null && confirmed ? now : row.goneAt();
        return new Kept(row.purpose(), row.name(), row.value(), row.seenAt(), first, gone);
    }

    private static void tell(
            Transaction change, Domain domain, @Nullable Kept before, Kept after, Instant now)
            throws SQLException {
        boolean was = before != null && before.goneAt() != null;
        boolean is = after.goneAt() != null;
        if (was == is) return;
        var purpose = after.purpose().word();
        EventLog.append(
                change,
                domain.name(),
                now,
                is
                        ? new DomainEvent.RecordGone(purpose, after.name(), after.value())
                        : new DomainEvent.RecordBack(purpose, after.name()));
    }

    private static void insert(Transaction change, Domain domain, Kept row) throws SQLException {
        change.update(
                "INSERT INTO domain_record (domain_id, purpose, name, value, seen_at, missed_at,"
                        + " gone_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                domain.id(),
                row.purpose().word(),
                row.name(),
                row.value(),
                row.seenAt(),
                row.missedAt(),
                row.goneAt());
    }
}
