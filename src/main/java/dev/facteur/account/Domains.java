package dev.facteur.account;

import dev.facteur.account.DkimKey.Algorithm;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Verification.By;
import dev.facteur.event.DomainEvent;
import dev.facteur.event.EventLog;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.db.Committer;
import dev.facteur.platform.db.Transaction;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.platform.secret.Sealer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Changes to sender domains and their DKIM keys. Each returns when it is durable and [Accounts]
/// knows of it.
///
/// A rotation has two steps, since mail must not be signed with a key whose record nobody can find:
/// [#prepareKeys] makes the next keys and shows their records, [#activateKeys] starts to sign with
/// them. The old ones stay known (and should stay published for a week, for mail on its way) until
/// the rotation after.
public final class Domains {
    private final Accounts accounts;
    private final Sites sites;
    private final Committer committer;
    private final Surroundings surroundings;
    private final KeyMaker keyMaker;
    private final RandomText texts;
    private final Sealer sealer;

    public Domains(
            Accounts accounts,
            Sites sites,
            Committer committer,
            Surroundings surroundings,
            Sealer sealer) {
        this.accounts = accounts;
        this.sites = sites;
        this.committer = committer;
        this.surroundings = surroundings;
        this.keyMaker = new KeyMaker(surroundings);
        this.texts = new RandomText(surroundings.random());
        this.sealer = sealer;
    }

    /// Lets a site send as a domain. A new domain gets its keys and signs at once: until its
    /// records are published a signature counts for as much as none. It is not verified yet; one
    /// that was there stays as it is.
    ///
    /// @param algorithms to sign a new domain's mail by; not empty
    public Domain add(String written, String siteName, Set<Algorithm> algorithms)
            throws Objection, StorageException {
        var name = canonical(written);
        var site = sites.named(siteName);
        if (accounts.domainsOf(site).contains(name)) {
            throw new Objection(
                    Kind.CONFLICT,
                    "domain-exists",
                    name,
                    "site " + site.name() + " may send as " + name + " already",
                    site.name());
        }
        var keys =
                accounts.domain(name).isPresent()
                        ? List.<MadeKey>of()
                        : keyMaker.make(algorithms, List.of());
        var now = surroundings.clock().now();
        var token = texts.token();
        committer.commit(change -> insert(change, name, token, site, keys, now));
        accounts.load();
        return named(name);
    }

    private int insert(
            Transaction change,
            String name,
            String token,
            Site site,
            List<MadeKey> keys,
            Instant now)
            throws SQLException {
        int fresh =
                change.update(
                        "INSERT INTO domain (name, token, created_at) VALUES (?, ?, ?)"
                                + " ON CONFLICT DO NOTHING",
                        name,
                        token,
                        now);
        if (fresh == 1) {
            for (var key : keys) insertKey(change, name, key, true, now);
        }
        EventLog.append(change, name, now, new DomainEvent.Added(site.name()));
        return change.update(
                "INSERT INTO site_domain (site_id, domain_id)"
                        + " SELECT ?, id FROM domain WHERE name = ? ON CONFLICT DO NOTHING",
                site.id(),
                name);
    }

    private void insertKey(
            Transaction change, String domain, MadeKey key, boolean active, Instant now)
            throws SQLException {
        change.update(
                "INSERT INTO dkim_key (domain_id, selector, algorithm, private_key, public_key,"
                        + " active, created_at) SELECT id, ?, ?, ?, ?, ?, ? FROM domain"
                        + " WHERE name = ?",
                key.selector(),
                key.algorithm().word(),
                sealer.seal(key.privateKey().getEncoded()),
                key.publicKey(),
                active,
                now,
                domain);
    }

    /// Lets mail leave under the domain's name because the operator says that it is theirs. Does
    /// nothing where that has been shown already.
    public Domain vouch(String written) throws Objection, StorageException {
        return verify(named(written), By.OPERATOR, "");
    }

    /// Lets mail leave under the domain's name from now on. Does nothing where it may already.
    ///
    /// @param record the name of the record that was seen; `""` when a person vouches
    public Domain verify(Domain domain, By by, String record) throws Objection, StorageException {
        var now = surroundings.clock().now();
        committer.commit(change -> {
            int verified =
                    change.update(
                            "UPDATE domain SET verified_at = ?, verified_by = ?"
                                    + " WHERE id = ? AND verified_at IS NULL",
                            now,
                            by.word(),
                            domain.id());
            if (verified == 1) {
                var event = new DomainEvent.Verified(by.word(), record);
                EventLog.append(change, domain.name(), now, event);
            }
            return verified;
        });
        accounts.load();
        return named(domain.name());
    }

    /// Makes the next keys, of the algorithms that sign now; they do not sign yet. Forgets keys
    /// that were replaced at the rotation before, and next keys that were never used.
    public Domain prepareKeys(String written) throws Objection, StorageException {
        var domain = named(written);
        var keys = keyMaker.make(algorithmsOf(domain), domain.keys());
        var now = surroundings.clock().now();
        committer.commit(change -> {
            change.update("DELETE FROM dkim_key WHERE domain_id = ? AND active = 0", domain.id());
            for (var key : keys) insertKey(change, domain.name(), key, false, now);
            return keys.size();
        });
        accounts.load();
        return named(written);
    }

    private static Set<Algorithm> algorithmsOf(Domain domain) {
        var now = EnumSet.noneOf(Algorithm.class);
        for (var key : domain.keys()) if (key.active()) now.add(key.algorithm());
        return now;
    }

    /// Signs with the keys that [#prepareKeys] made, and with them alone.
    public Domain activateKeys(String written) throws Objection, StorageException {
        var domain = named(written);
        long newest = domain.keys().stream().mapToLong(DkimKey::id).max().orElse(0);
        boolean waiting = domain.keys().stream().anyMatch(k -> k.id() == newest && !k.active());
        if (!waiting) {
            throw new Objection(
                    Kind.CONFLICT,
                    "no-next-keys",
                    domain.name(),
                    "there are no next keys for "
                            + domain.name()
                            + "; make them with facteur domain rotate "
                            + domain.name());
        }
        committer.commit(change ->
                change.update(
                        "UPDATE dkim_key SET active = 1 - active WHERE domain_id = ?",
                        domain.id()));
        accounts.load();
        return named(written);
    }

    /// Takes a domain from a site; its keys are forgotten when no other site has it.
    public void remove(String written, String siteName) throws Objection, StorageException {
        var domain = named(written);
        var site = sites.named(siteName);
        var now = surroundings.clock().now();
        committer.commit(change -> {
            int removed =
                    change.update(
                            "DELETE FROM site_domain WHERE site_id = ? AND domain_id = ?",
                            site.id(),
                            domain.id());
            if (removed == 1) {
                var event = new DomainEvent.Removed(site.name());
                EventLog.append(change, domain.name(), now, event);
            }
            return deleteUnowned(change, domain);
        });
        accounts.load();
    }

    /// Takes a domain from all sites and forgets its keys.
    public void remove(String written) throws Objection, StorageException {
        var domain = named(written);
        var now = surroundings.clock().now();
        committer.commit(change -> {
            for (var site : domain.sites()) {
                EventLog.append(change, domain.name(), now, new DomainEvent.Removed(site));
            }
            return change.update("DELETE FROM domain WHERE id = ?", domain.id());
        });
        accounts.load();
    }

    private static int deleteUnowned(Transaction change, Domain domain) throws SQLException {
        return change.update(
                "DELETE FROM domain WHERE id = ? AND NOT EXISTS"
                        + " (SELECT 1 FROM site_domain WHERE domain_id = domain.id)",
                domain.id());
    }

    /// The domain of that name, or the objection that there is none.
    public Domain named(String written) throws Objection {
        return accounts.domain(written)
                .orElseThrow(() ->
                        new Objection(
                                Kind.UNKNOWN,
                                "domain-unknown",
                                written,
                                "there is no domain "
                                        + written
                                        + "; `facteur domain list` shows those there are"));
    }

    private static String canonical(String written) throws Objection {
        return DomainName.canonical(written)
                .filter(name -> !name.startsWith("["))
                .orElseThrow(() ->
                        new Objection(
                                Kind.INVALID,
                                "domain-name",
                                written,
                                written + " is no domain name, such as example.com"));
    }
}
