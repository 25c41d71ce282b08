package dev.facteur.account;

import dev.facteur.account.DkimKey.Algorithm;
import dev.facteur.account.Domain.Proof;
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
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Changes to sender domains; those of their keys are in [DkimKeys]. Each returns when it is
/// durable and [Accounts] knows of it.
public final class Domains {
    private final Accounts accounts;
    private final Committer committer;
    private final Surroundings surroundings;
    private final RandomText texts;
    private final DkimKeys keys;

    public Domains(
            Accounts accounts, Committer committer, Surroundings surroundings, Sealer sealer) {
        this(
                accounts,
                committer,
                surroundings,
                new DkimKeys(accounts, committer, surroundings, sealer, KeyRules.DEFAULT));
    }

    public Domains(
            Accounts accounts, Committer committer, Surroundings surroundings, DkimKeys keys) {
        this.accounts = accounts;
        this.committer = committer;
        this.surroundings = surroundings;
        this.texts = new RandomText(surroundings.random());
        this.keys = keys;
    }

    /// The keys of the domains.
    public DkimKeys keys() {
        return keys;
    }

    /// Lets a site send as a domain, whose keys are published where the operator has decided.
    public Domain add(String written, String siteName, Set<Algorithm> algorithms)
            throws Objection, StorageException {
        return add(written, siteName, algorithms, null);
    }

    /// Lets a site send as a domain. A new domain gets its keys and signs at once: until its
    /// records are published a signature counts for as much as none. It is not verified yet; one
    /// that was there stays as it is.
    ///
    /// @param algorithms to sign a new domain's mail by; not empty
    /// @param hostedKeys whether we publish a new domain's keys; null: when there is a zone for it
    public Domain add(
            String written,
            String siteName,
            Set<Algorithm> algorithms,
            @Nullable Boolean hostedKeys)
            throws Objection, StorageException {
        var name = canonical(written);
        var site = accounts.named(siteName);
        if (accounts.domainsOf(site).contains(name)) {
            throw new Objection(
                    Kind.CONFLICT,
                    "domain-exists",
                    name,
                    "site " + site.name() + " may send as " + name + " already",
                    site.name());
        }
        var token = texts.token();
        var first =
                accounts.domain(name).isPresent()
                        ? List.<MadeKey>of()
                        : keys.first(new Proof(name, token), algorithms, hostedKeys);
        var now = surroundings.clock().now();
        committer.commit(change -> insert(change, name, token, site, first, now));
        accounts.load();
        return named(name);
    }

    private int insert(
            Transaction change,
            String name,
            String token,
            Site site,
            List<MadeKey> first,
            Instant now)
            throws SQLException {
        int fresh =
                change.update(
                        "INSERT INTO domain (name, token, created_at) VALUES (?, ?, ?)"
                                + " ON CONFLICT DO NOTHING",
                        name,
                        token,
                        now);
        if (fresh == 1) keys.insertFirst(change, name, first, now);
        EventLog.append(change, name, now, new DomainEvent.Added(site.name()));
        return change.update(
                "INSERT INTO site_domain (site_id, domain_id)"
                        + " SELECT ?, id FROM domain WHERE name = ? ON CONFLICT DO NOTHING",
                site.id(),
                name);
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

    /// Takes a domain from a site; its keys are forgotten when no other site has it.
    public void remove(String written, String siteName) throws Objection, StorageException {
        var domain = named(written);
        var site = accounts.named(siteName);
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
            return deleteUnowned(change, domain, now);
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
            keys.abandon(change, domain, now);
            return change.update("DELETE FROM domain WHERE id = ?", domain.id());
        });
        accounts.load();
    }

    private int deleteUnowned(Transaction change, Domain domain, Instant now) throws SQLException {
        int gone =
                change.update(
                        "DELETE FROM domain WHERE id = ? AND NOT EXISTS"
                                + " (SELECT 1 FROM site_domain WHERE domain_id = domain.id)",
                        domain.id());
        if (gone > 0) keys.abandon(change, domain, now);
        return gone;
    }

    /// The domain of that name, or the objection that there is none.
    public Domain named(String written) throws Objection {
        return accounts.domain(written).orElseThrow(() -> unknown(written));
    }

    /// The objection that there is no domain of that name.
    public static Objection unknown(String written) {
        return new Objection(
                Kind.UNKNOWN,
                "domain-unknown",
                written,
                "there is no domain " + written + "; `facteur domain list` shows those there are");
    }

    private static String canonical(String written) throws Objection {
        return DomainName.canonical(written)
                .filter(name -> !isAddress(name))
                .orElseThrow(() ->
                        new Objection(
                                Kind.INVALID,
                                "domain-name",
                                written,
                                written + " is no domain name, such as example.com"));
    }

    /// No top-level domain is a number (RFC 1123 §2.1), so `192.0.2.1` can only be an address.
    private static boolean isAddress(String name) {
        var last = name.substring(name.lastIndexOf('.') + 1);
        return name.startsWith("[") || last.chars().allMatch(Character::isDigit);
    }
}
