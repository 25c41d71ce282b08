package dev.facteur.testkit;

import dev.facteur.account.Accounts;
import dev.facteur.account.Credentials;
import dev.facteur.account.DkimKeys;
import dev.facteur.account.Domains;
import dev.facteur.account.KeyRules;
import dev.facteur.account.Sites;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.Sealer;
import java.io.IOException;
import java.nio.file.Path;

/// Accounts over a database of their own, with all that changes them.
public final class AccountBook implements AutoCloseable {
    private final Database database;
    private final Sealer sealer;
    private final Accounts accounts;
    private final Sites sites;
    private final Credentials credentials;
    private final Domains domains;

    private AccountBook(
            Database database, Sealer sealer, Surroundings surroundings, KeyRules rules) {
        var passwords = new Passwords(surroundings.random());
        this.database = database;
        this.sealer = sealer;
        this.accounts = new Accounts(database, sealer, passwords);
        this.sites = new Sites(accounts, database.committer(), surroundings.clock());
        this.credentials = new Credentials(accounts, database.committer(), surroundings, passwords);
        var keys = new DkimKeys(accounts, database.committer(), surroundings, sealer, rules);
        this.domains = new Domains(accounts, database.committer(), surroundings, keys);
    }

    /// Opens the database in a folder, or makes one there.
    public static AccountBook open(Path folder) throws IOException {
        return open(folder, Surroundings.system(), KeyRules.DEFAULT);
    }

    /// The same at another time.
    public static AccountBook open(Path folder, Clock clock) throws IOException {
        var system = Surroundings.system();
        var then =
                new Surroundings(
                        clock,
                        system.random(),
                        system.resolver(),
                        system.dns(),
                        system.nameServers(),
                        system.connector(),
                        system.disk(),
                        system.owners());
        return open(folder, then, KeyRules.DEFAULT);
    }

    /// The same in another world, with decisions about DKIM keys.
    public static AccountBook open(Path folder, Surroundings surroundings, KeyRules rules)
            throws IOException {
        var sealer = Sealer.open(folder.resolve("key"), surroundings.random());
        var database = Database.open(folder.resolve("facteur.db"), () -> {});
        var book = new AccountBook(database, sealer, surroundings, rules);
        book.accounts.load();
        return book;
    }

    public Accounts accounts() {
        return accounts;
    }

    public Sites sites() {
        return sites;
    }

    public Credentials credentials() {
        return credentials;
    }

    public Domains domains() {
        return domains;
    }

    public Database database() {
        return database;
    }

    public Sealer sealer() {
        return sealer;
    }

    @Override
    public void close() {
        database.close();
    }
}
