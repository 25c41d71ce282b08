package dev.facteur.account;

import dev.facteur.account.DkimKey.Algorithm;
import dev.facteur.account.Domain.Proof;
import dev.facteur.account.Objection.Kind;
import dev.facteur.event.DomainEvent;
import dev.facteur.event.EventLog;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.db.Committer;
import dev.facteur.platform.db.Transaction;
import dev.facteur.platform.secret.Sealer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Moves the DKIM keys of domains from state to state, see [KeyState]. Each change is one
/// transaction with its event; it returns when that is durable and [Accounts] knows of it.
///
/// It never asks DNS: whether a record is seen is for its callers to know. Safe for use by many
/// threads; next keys are made and let sign by one at a time, so that no algorithm gets two.
public final class DkimKeys {
    private final Accounts accounts;
    private final Committer committer;
    private final Surroundings surroundings;
    private final KeyMaker keyMaker;
    private final Sealer sealer;
    private final KeyRules rules;

    public DkimKeys(
            Accounts accounts,
            Committer committer,
            Surroundings surroundings,
            Sealer sealer,
            KeyRules rules) {
        this.accounts = accounts;
        this.committer = committer;
        this.surroundings = surroundings;
        this.keyMaker = new KeyMaker(surroundings);
        this.sealer = sealer;
        this.rules = rules;
    }

    public KeyRules rules() {
        return rules;
    }

    /// Makes the first keys of a domain.
    ///
    /// @param hosted null: when there is a zone for it
    List<MadeKey> first(Proof owner, Set<Algorithm> algorithms, @Nullable Boolean hosted)
            throws Objection {
        boolean ours = hosted == null ? rules.zone() != null : hosted;
        return make(owner, List.of(), ours, algorithms);
    }

    private HostedZone zoneFor(Proof owner) throws Objection {
        var domain = owner.domain();
        var zone = rules.zone();
        if (zone == null) {
            throw new Objection(
                    Kind.CONFLICT,
                    "no-hosted-zone",
                    domain,
                    "there is no zone for keys that we publish; name one in [domains] dkim_zone");
        }
        if (!zone.hasRoomFor(owner)) {
            throw new Objection(
                    Kind.INVALID,
                    "hosted-name-long",
                    domain,
                    domain + " is too long a name to stand in the zone " + zone.name(),
                    zone.name());
        }
        return zone;
    }

    /// Those that we publish wait for their record; the others sign at once, since nothing is lost.
    void insertFirst(Transaction change, String domain, List<MadeKey> keys, Instant now)
            throws SQLException {
        for (var key : keys) {
            var state = key.target() == null ? "signing" : "next";
            insert(change, domain, key, state, true, now);
        }
    }

    private void insert(
            Transaction change,
            String domain,
            MadeKey key,
            String state,
            boolean byItself,
            Instant now)
            throws SQLException {
        change.update(
                "INSERT INTO dkim_key (domain_id, selector, algorithm, private_key, public_key,"
                        + " state, since, by_itself, target, created_at)"
                        + " SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM domain WHERE name = ?",
                key.selector(),
                key.algorithm().word(),
                sealer.seal(key.privateKey().getEncoded()),
                key.publicKey(),
                state,
                now,
                byItself,
                key.target(),
                now,
                domain);
    }

    /// The slot in the operator's zone that the next key of an algorithm would take; empty when
    /// there is none.
    public Optional<Domain.Alias> nextSlot(Domain domain, Algorithm algorithm) {
        var zone = rules.zone();
        if (zone == null) return Optional.empty();
        return KeyMaker.freeSlot(algorithm, domain.keys())
                .map(slot -> zone.alias(slot, domain.proof()));
    }

    /// Makes the next key of one algorithm of a hosted domain, which signs when its record is seen.
    public synchronized void succeed(Domain domain, Algorithm algorithm)
            throws Objection, StorageException {
        var now = named(domain.name());
        boolean follows =
                now.keysIn(KeyState.Next.class).stream()
                        .anyMatch(next -> next.algorithm() == algorithm);
        if (follows) return;
        prepare(now, EnumSet.of(algorithm), List.of(), List.of(), true, true);
    }

    /// Makes the next keys, one for each algorithm that the domain has. Those that are there
    /// already are kept, unless they are to be published in another place.
    ///
    /// @param byItself whether they begin to sign when their records are seen
    /// @param hosted whether we publish them; null: as those before
    public synchronized Domain prepare(String written, boolean byItself, @Nullable Boolean hosted)
            throws Objection, StorageException {
        var domain = named(written);
        boolean ours = hosted == null ? domain.hostsKeys() : hosted;
        var waiting = domain.keysIn(KeyState.Next.class);
        var kept = waiting.stream().filter(key -> (key.hosting() != null) == ours).toList();
        var dropped = waiting.stream().filter(key -> !kept.contains(key)).toList();
        prepare(domain, lacking(domain, kept), kept, dropped, byItself, ours);
        return named(written);
    }

    private void prepare(
            Domain domain,
            Set<Algorithm> algorithms,
            List<DkimKey> kept,
            List<DkimKey> dropped,
            boolean byItself,
            boolean ours)
            throws Objection, StorageException {
        var made = make(domain.proof(), domain.keys(), ours, algorithms);
        var now = surroundings.clock().now();
        committer.commit(change -> {
            for (var key : dropped) enter(change, key, "retired", now);
            for (var key : kept) {
                change.update("UPDATE dkim_key SET by_itself = ? WHERE id = ?", byItself, key.id());
            }
            for (var key : made) insert(change, domain.name(), key, "next", byItself, now);
            if (!made.isEmpty()) {
                var selectors = made.stream().map(MadeKey::selector).toList();
                append(change, domain, now, new DomainEvent.KeysMade(selectors));
            }
            return made.size();
        });
        accounts.load();
    }

    private static Set<Algorithm> lacking(Domain domain, List<DkimKey> kept) {
        var lacking = EnumSet.noneOf(Algorithm.class);
        for (var key : domain.keys()) if (key.isWanted()) lacking.add(key.algorithm());
        for (var key : kept) lacking.remove(key.algorithm());
        return lacking;
    }

    private List<MadeKey> make(
            Proof owner, List<DkimKey> taken, boolean ours, Set<Algorithm> algorithms)
            throws Objection {
        if (!ours) return keyMaker.make(algorithms, taken);
        return keyMaker.hosted(zoneFor(owner), owner, algorithms, taken);
    }

    /// Signs with these keys from now on, and with those of the same algorithms before them no
    /// longer.
    public synchronized void sign(Domain domain, Collection<DkimKey> next) throws StorageException {
        var now = surroundings.clock().now();
        // Who asks may have looked at DNS for a while since he read them.
        var signing = accounts.domain(domain.name()).orElse(domain).keysIn(KeyState.Signing.class);
        committer.commit(change -> {
            var begin = new ArrayList<String>();
            var end = new ArrayList<String>();
            for (var key : next) {
                if (enter(change, key, "signing", now) == 0) continue;
                begin.add(key.selector());
                for (var old : signing) {
                    if (old.algorithm() != key.algorithm()) continue;
                    enter(change, old, "retiring", now);
                    end.add(old.selector());
                }
            }
            if (!begin.isEmpty()) {
                append(change, domain, now, new DomainEvent.KeysSwitched(begin, end));
            }
            return begin.size();
        });
        accounts.load();
    }

    /// Notes that the records of next keys were seen everywhere; null that they were not.
    public void seen(Collection<DkimKey> keys, @Nullable Instant at) throws StorageException {
        mark("UPDATE dkim_key SET seen_at = ? WHERE id = ?", keys, at);
    }

    /// Notes that the zone's server has taken the records of keys; null that they are gone from it.
    public void published(Collection<DkimKey> keys, @Nullable Instant at) throws StorageException {
        mark("UPDATE dkim_key SET published_at = ? WHERE id = ?", keys, at);
    }

    private void mark(String sql, Collection<DkimKey> keys, @Nullable Instant at)
            throws StorageException {
        committer.commit(change -> {
            for (var key : keys) change.update(sql, at, key.id());
            return keys.size();
        });
        accounts.load();
    }

    /// The record of a key that signs no more may go; somebody else has to remove it.
    public void retire(Domain domain, DkimKey key) throws StorageException {
        var now = surroundings.clock().now();
        committer.commit(change -> {
            int moved = enter(change, key, "retired", now);
            if (moved > 0) appendRetired(change, domain, key, now);
            return moved;
        });
        accounts.load();
    }

    /// Forgets a key whose record is gone.
    public void forget(Domain domain, DkimKey key) throws StorageException {
        var now = surroundings.clock().now();
        committer.commit(change -> {
            int gone = change.update("DELETE FROM dkim_key WHERE id = ?", key.id());
            boolean told = key.state() instanceof KeyState.Retired;
            if (gone > 0 && !told) appendRetired(change, domain, key, now);
            return gone;
        });
        accounts.load();
    }

    private static void appendRetired(Transaction change, Domain domain, DkimKey key, Instant now)
            throws SQLException {
        var event = new DomainEvent.KeyRetired(key.selector(), key.recordName());
        append(change, domain, now, event);
    }

    /// A record in the operator's zone whose domain was removed.
    ///
    /// @param dueAt from when it may be taken away
    public record Abandoned(String target, Instant dueAt) {}

    /// Leaves the records of a domain that is removed to those who tidy up.
    void abandon(Transaction change, Domain domain, Instant now) throws SQLException {
        for (var key : domain.keys()) {
            var hosting = key.hosting();
            if (hosting == null) continue;
            change.update(
                    "INSERT INTO abandoned_key (target, due_at) VALUES (?, ?)"
                            + " ON CONFLICT DO UPDATE SET due_at = excluded.due_at",
                    hosting.target(),
                    now.plus(rules.stay()));
        }
    }

    public void forget(Abandoned record) throws StorageException {
        committer.commit(change ->
                change.update("DELETE FROM abandoned_key WHERE target = ?", record.target()));
        accounts.load();
    }

    /// Only forwards: a change that somebody else was quicker with is none.
    private static int enter(Transaction change, DkimKey key, String state, Instant now)
            throws SQLException {
        return change.update(
                "UPDATE dkim_key SET state = ?, since = ? WHERE id = ? AND state = ?",
                state,
                now,
                key.id(),
                key.state().word());
    }

    private static void append(Transaction change, Domain domain, Instant now, DomainEvent event)
            throws SQLException {
        EventLog.append(change, domain.name(), now, event);
    }

    /// The domain of that name, or the objection that there is none.
    public Domain named(String written) throws Objection {
        return accounts.domain(written).orElseThrow(() -> Domains.unknown(written));
    }
}
