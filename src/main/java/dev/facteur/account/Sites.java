package dev.facteur.account;

import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Committer;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;

/// Changes to sites. Each returns when it is durable and [Accounts] knows of it.
public final class Sites {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    /// What the usual systems take as a user's name.
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}\\$?");

    private final Accounts accounts;
    private final Committer committer;
    private final Clock clock;

    public Sites(Accounts accounts, Committer committer, Clock clock) {
        this.accounts = accounts;
        this.committer = committer;
        this.clock = clock;
    }

    /// @param local whether local programs send for it when nothing else tells the site; takes that
    ///   from the site that had it
    public Site add(String name, boolean local) throws Objection, StorageException {
        if (!NAME.matcher(name).matches()) {
            throw new Objection(
                    Kind.INVALID,
                    "site-name",
                    name,
                    "a site's name has up to 63 of a-z, 0-9, \".\", \"-\" and \"_\", for example"
                            + " shop");
        }
        if (accounts.site(name).isPresent()) throw exists(name);
        var now = clock.now();
        long added =
                committer.commit(change -> {
                    if (local) change.update("UPDATE site SET local = 0 WHERE local = 1");
                    return (long)
                            change.update(
                                    "INSERT INTO site (name, local, created_at)"
                                            + " VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                                    name,
                                    local,
                                    now);
                });
        accounts.load();
        if (added == 0) throw exists(name);
        return accounts.named(name);
    }

    /// Chooses the users of this machine whose programs alone hand over mail for the site without a
    /// credential.
    ///
    /// @param users names or numbers; none lets everyone who gets in
    public void allow(String name, Collection<String> users) throws Objection, StorageException {
        var site = accounts.named(name);
        for (var user : users) {
            if (!USER.matcher(user).matches()) throw noUser(user);
        }
        committer.commit(change -> {
            change.update("DELETE FROM site_caller WHERE site_id = ?", site.id());
            for (var user : Set.copyOf(users)) {
                change.update("INSERT INTO site_caller VALUES (?, ?)", site.id(), user);
            }
            return users.size();
        });
        accounts.load();
    }

    /// Holds for mail that begins from now on.
    public void limit(String name, SendingLimits limits) throws Objection, StorageException {
        var site = accounts.named(name);
        committer.commit(change -> {
            change.update("DELETE FROM site_limit WHERE site_id = ?", site.id());
            if (limits.equals(SendingLimits.NONE)) return 0;
            return change.update(
                    "INSERT INTO site_limit (site_id, minute, hour, day) VALUES (?, ?, ?, ?)",
                    site.id(),
                    limits.minute(),
                    limits.hour(),
                    limits.day());
        });
        accounts.load();
    }

    /// The machine need not know the user: it may be made later, or in a container only.
    private static Objection noUser(String user) {
        return new Objection(
                Kind.INVALID,
                "caller-name",
                user,
                "\"" + user + "\" is no name of a system user, nor a number; for example www-data");
    }

    /// Its credentials go with it; mail it has handed over is still sent.
    public void remove(String name) throws Objection, StorageException {
        var site = accounts.named(name);
        committer.commit(change -> change.update("DELETE FROM site WHERE id = ?", site.id()));
        accounts.load();
    }

    private static Objection exists(String name) {
        return new Objection(
                Kind.CONFLICT,
                "site-exists",
                name,
                "there is a site named " + name + " already; choose another name");
    }
}
