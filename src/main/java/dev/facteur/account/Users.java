package dev.facteur.account;

import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.platform.secret.Secret;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The people who operate, and the machine's own token. Thread-safe; each change returns when it is
/// durable and counts.
public final class Users {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}");

    private final Database database;
    private final Accounts accounts;
    private final Clock clock;
    private final RandomText random;
    private final byte[] machine;
    private final User ofTheMachine = User.ofTheMachine();
    private final LastUse lastUse;
    private volatile Map<String, User> byToken = Map.of();

    private Users(Database database, Accounts accounts, Surroundings world, Secret machine) {
        this.database = database;
        this.accounts = accounts;
        this.clock = world.clock();
        this.random = new RandomText(world.random());
        this.machine = Accounts.keyHash(machine);
        this.lastUse = new LastUse(database.committer(), clock, "user");
    }

    /// @param machine the token in the data folder, which an owner has
    public static Users open(
            Database database, Accounts accounts, Surroundings world, Secret machine) {
        var users = new Users(database, accounts, world, machine);
        users.load();
        return users;
    }

    /// What is asked for.
    ///
    /// @param role its word
    /// @param sites names of those they have to do with; null for all
    /// @param networks from where the token is good; empty for everywhere
    public record Wanted(String role, @Nullable List<String> sites, List<String> networks) {
        public Wanted {
            sites = sites == null ? null : List.copyOf(sites);
            networks = List.copyOf(networks);
        }
    }

    /// A user and a new token, which can be shown this once and never again.
    public record Issued(User user, Secret token) {}

    /// Whose token that is; empty when nobody's. The look-up is by its hash, so its time tells
    /// nothing about tokens that exist.
    public Optional<User> of(Secret token) {
        var hash = Accounts.keyHash(token);
        if (MessageDigest.isEqual(hash, machine)) return Optional.of(ofTheMachine);
        return Optional.ofNullable(byToken.get(HexFormat.of().formatHex(hash)));
    }

    /// Notes that somebody's token was used.
    public void note(User user) {
        if (!user.isTheMachine()) lastUse.note(user.id(), user.lastUsed());
    }

    /// Empty when the token was never used.
    public Optional<Instant> lastUse(User user) {
        return lastUse.of(user.id(), user.lastUsed());
    }

    /// All, by name, without the machine.
    public List<User> all() {
        return byToken.values().stream().sorted(Comparator.comparing(User::name)).toList();
    }

    /// The user of that name, or the objection that there is none.
    public User named(String name) throws Objection {
        return all().stream()
                .filter(user -> user.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new Objection(
                                Kind.UNKNOWN,
                                "user-unknown",
                                name,
                                "there is no user named "
                                        + name
                                        + "; `facteur user list` shows those there are"));
    }

    public Issued add(String name, Wanted wanted) throws Objection, StorageException {
        if (!NAME.matcher(name).matches()) {
            throw new Objection(
                    Kind.INVALID,
                    "user-name",
                    name,
                    "a user's name has up to 100 letters, digits and . _ @ + -");
        }
        if (name.equals(ofTheMachine.name())) throw exists(name);
        var checked = checked(wanted);
        var token = random.apiKey();
        long added =
                database.committer()
                        .commit(change -> {
                            int made =
                                    change.update(
                                            "INSERT INTO user (name, role, networks, every_site,"
                                                    + " token_hash, created_at) VALUES (?, ?, ?, ?, ?,"
                                                    + " ?) ON CONFLICT (name) DO NOTHING",
                                            name,
                                            checked.role().word(),
                                            checked.networks(),
                                            checked.sites() == null,
                                            Accounts.keyHash(token),
                                            clock.now());
                            if (made == 1) bind(change, id(change, name), checked);
                            return (long) made;
                        });
        load();
        if (added == 0) throw exists(name);
        return new Issued(named(name), token);
    }

    /// Gives a user another role, other sites and networks.
    public User change(String name, Wanted wanted) throws Objection, StorageException {
        var user = named(name);
        var checked = checked(wanted);
        database.committer()
                .commit(change -> {
                    change.update(
                            "UPDATE user SET role = ?, networks = ?, every_site = ? WHERE id = ?",
                            checked.role().word(),
                            checked.networks(),
                            checked.sites() == null,
                            user.id());
                    change.update("DELETE FROM user_site WHERE user_id = ?", user.id());
                    bind(change, user.id(), checked);
                    return 0L;
                });
        load();
        return named(name);
    }

    /// Another token; the one before is refused from now on.
    public Issued renew(String name) throws Objection, StorageException {
        var user = named(name);
        var token = random.apiKey();
        database.committer()
                .commit(change ->
                        change.update(
                                "UPDATE user SET token_hash = ? WHERE id = ?",
                                Accounts.keyHash(token),
                                user.id()));
        load();
        return new Issued(named(name), token);
    }

    public void remove(String name) throws Objection, StorageException {
        var user = named(name);
        database.committer()
                .commit(change -> change.update("DELETE FROM user WHERE id = ?", user.id()));
        load();
    }

    private record Checked(Role role, @Nullable Set<Long> sites, String networks) {}

    private Checked checked(Wanted wanted) throws Objection {
        var role = Role.of(wanted.role()).orElseThrow(() -> unknownRole(wanted.role()));
        var networks = KeyScope.networks(wanted.networks());
        var names = wanted.sites();
        if (names == null) return new Checked(role, null, networks);
        var sites = new HashSet<Long>();
        for (var name : names) sites.add(accounts.named(name).id());
        return new Checked(role, sites, networks);
    }

    private static Objection unknownRole(String word) {
        var known = Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", "));
        return new Objection(
                Kind.INVALID,
                "role-unknown",
                word,
                "there is no role \"" + word + "\"; there are " + known,
                known);
    }

    private static void bind(Transaction change, long user, Checked checked) throws SQLException {
        var sites = checked.sites();
        if (sites == null) return;
        for (long site : sites) {
            change.update("INSERT INTO user_site (user_id, site_id) VALUES (?, ?)", user, site);
        }
    }

    private static long id(Transaction change, String name) throws SQLException {
        return change.one("SELECT id FROM user WHERE name = ?", row -> row.getLong(1), name)
                .orElseThrow();
    }

    private static Objection exists(String name) {
        return new Objection(
                Kind.CONFLICT,
                "user-exists",
                name,
                "there is a user named " + name + " already; choose another name");
    }

    private synchronized void load() {
        byToken = database.reads().inTransaction(Users::read);
    }

    private static Map<String, User> read(Handle handle) {
        var sites = new HashMap<Long, Set<Long>>();
        handle.createQuery("SELECT user_id, site_id FROM user_site")
                .map((row, _) ->
                        sites.computeIfAbsent(row.getLong("user_id"), _ -> new HashSet<>())
                                .add(row.getLong("site_id")))
                .list();
        var users = new HashMap<String, User>();
        handle.createQuery(
                        "SELECT id, name, role, networks, every_site, token_hash, last_used_at FROM"
                                + " user")
                .map((row, _) -> {
                    long id = row.getLong("id");
                    var user =
                            new User(
                                    id,
                                    row.getString("name"),
                                    Role.of(row.getString("role")).orElseThrow(),
                                    row.getBoolean("every_site")
                                            ? null
                                            : sites.getOrDefault(id, Set.of()),
                                    DirectoryReader.networks(row.getString("networks")),
                                    DirectoryReader.instant(row, "last_used_at"));
                    users.put(HexFormat.of().formatHex(row.getBytes("token_hash")), user);
                    return user;
                })
                .list();
        return Map.copyOf(users);
    }
}
