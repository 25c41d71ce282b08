package dev.facteur.seed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Committer;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.SealBroken;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.secret.Secret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The configured seed mailboxes. Read from the database each time: they are asked for when
/// somebody tests. Safe for use by many threads.
public final class Seeds {
    private static final Logger LOG = LoggerFactory.getLogger(Seeds.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    /// All of them are looked into at the same time.
    static final int MOST = 20;

    private final Jdbi reads;
    private final Committer committer;
    private final Sealer sealer;
    private final Clock clock;

    public Seeds(Database database, Sealer sealer, Clock clock) {
        this.reads = database.reads();
        this.committer = database.committer();
        this.sealer = sealer;
        this.clock = clock;
    }

    @SuppressWarnings("ArrayRecordComponent") // Opened once, never compared.
    private record Row(String name, SeedSettings settings, byte[] password) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getString("name"),
                    SeedSettings.of(row.getString("settings")),
                    row.getBytes("password"));
        }
    }

    /// All, by name; without one whose password cannot be opened, of which the log tells.
    public List<Seed> all() {
        var seeds = new ArrayList<Seed>();
        for (var row : rows()) {
            try {
                seeds.add(row.settings.seed(row.name, opened(row)));
            } catch (SealBroken broken) {
                LOG.atError()
                        .addKeyValue("seed", row.name)
                        .addKeyValue("why", broken.getMessage())
                        .log("a seed mailbox's password cannot be opened; add it again");
            }
        }
        return seeds;
    }

    private List<Row> rows() {
        return reads.withHandle(handle ->
                handle.createQuery("SELECT * FROM seed ORDER BY name")
                        .map((row, _) -> Row.of(row))
                        .list());
    }

    private Secret opened(Row row) throws SealBroken {
        return new Secret(new String(sealer.open(row.password), UTF_8));
    }

    /// The one of that name, or the objection that there is none.
    public Seed named(String name) throws Objection {
        return all().stream()
                .filter(seed -> seed.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    static Objection unknown(String name) {
        return new Objection(
                Kind.UNKNOWN,
                "seed-unknown",
                name,
                "there is no seed mailbox named "
                        + name
                        + "; `facteur seed list` shows those there are");
    }

    public Seed add(String name, SeedSettings settings, Secret password)
            throws Objection, StorageException {
        if (!NAME.matcher(name).matches()) {
            throw new Objection(
                    Kind.INVALID,
                    "seed-name",
                    name,
                    "a seed mailbox's name has up to 63 of a-z, 0-9, \".\", \"-\" and \"_\"");
        }
        if (password.reveal().isEmpty()
                || password.reveal().chars().anyMatch(Character::isISOControl)) {
            throw new Objection(
                    Kind.INVALID,
                    "seed-password",
                    name,
                    "the password is empty or has control characters");
        }
        if (rows().size() >= MOST) {
            throw new Objection(
                    Kind.CONFLICT,
                    "seed-many",
                    name,
                    "there are " + MOST + " seed mailboxes, and no more are looked into at once",
                    MOST);
        }
        var sealed = sealer.seal(password.reveal().getBytes(UTF_8));
        var now = clock.now();
        int added =
                committer.commit(change ->
                        change.update(
                                "INSERT INTO seed (name, settings, password, created_at)"
                                        + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                                name,
                                settings.text(),
                                sealed,
                                now));
        if (added == 0) {
            throw new Objection(
                    Kind.CONFLICT,
                    "seed-exists",
                    name,
                    "there is a seed mailbox named " + name + " already; choose another name");
        }
        return named(name);
    }

    /// What was learnt by it stays.
    public void remove(String name) throws Objection, StorageException {
        int removed =
                committer.commit(change -> change.update("DELETE FROM seed WHERE name = ?", name));
        if (removed == 0) throw unknown(name);
    }
}
