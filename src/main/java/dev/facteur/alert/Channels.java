package dev.facteur.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.SealBroken;
import dev.facteur.platform.secret.Sealer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The configured channels, and how far each of them is. Safe for use by many threads; changes
/// return when they are durable.
public final class Channels {
    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private final Database database;
    private final Sealer sealer;
    private final Surroundings world;

    public Channels(Database database, Sealer sealer, Surroundings world) {
        this.database = database;
        this.sealer = sealer;
        this.world = world;
    }

    /// All, by name; without one whose target cannot be opened, of which the log tells.
    public List<Channel> all() {
        return read(" ORDER BY name", null);
    }

    Optional<Channel> withId(long id) {
        return read(" WHERE id = :value", id).stream().findFirst();
    }

    /// The one of that name, or the objection that there is none.
    public Channel named(String name) throws Objection {
        return read(" WHERE name = :value", name).stream()
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    private static Objection unknown(String name) {
        return new Objection(
                Kind.UNKNOWN,
                "alert-unknown",
                name,
                "there is no alert channel named "
                        + name
                        + "; `facteur alert list` shows those there are");
    }

    private List<Channel> read(String condition, @Nullable Object value) {
        return database.reads()
                .withHandle(handle -> {
                    var query = handle.createQuery("SELECT * FROM alert_channel" + condition);
                    if (value != null) query.bind("value", value);
                    var found = new ArrayList<Channel>();
                    query.map((row, _) -> opened(row)).forEach(one -> one.ifPresent(found::add));
                    return found;
                });
    }

    private Optional<Channel> opened(ResultSet row) throws SQLException {
        var name = row.getString("name");
        try {
            var target = TargetText.read(new String(sealer.open(row.getBytes("target")), UTF_8));
            var hour =
                    new Channel.Hour(
                            Instant.ofEpochMilli(row.getLong("hour_from")),
                            row.getInt("hour_sent"));
            return Optional.of(
                    new Channel(
                            row.getLong("id"),
                            name,
                            target,
                            row.getString("language"),
                            row.getLong("position"),
                            hour,
                            instant(row, "told_at"),
                            trouble(row)));
        } catch (SealBroken broken) {
            LOG.atError()
                    .addKeyValue("channel", name)
                    .addKeyValue("why", broken.getMessage())
                    .log("an alert channel cannot be opened; remove it and add it again");
            return Optional.empty();
        }
    }

    private static Channel.@Nullable Trouble trouble(ResultSet row) throws SQLException {
        var since = instant(row, "failing_since");
        var next = instant(row, "next_at");
        if (since == null || next == null) return null;
        return new Channel.Trouble(since, row.getInt("calls"), next, row.getString("why"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    /// It is told what begins or ends from now on.
    public Channel add(String name, Target target, String language)
            throws Objection, StorageException {
        if (!NAME.matcher(name).matches()) {
            throw new Objection(
                    Kind.INVALID,
                    "alert-name",
                    name,
                    "an alert channel's name has up to 63 of a-z, 0-9, \".\", \"-\" and \"_\"");
        }
        var sealed = sealer.seal(TargetText.write(target).getBytes(UTF_8));
        int added =
                update(
                        """
                        INSERT INTO alert_channel (name, target, language, position, created_at)
                        VALUES (?, ?, ?, (SELECT coalesce(max(id), 0) FROM alert_notice), ?)
                        ON CONFLICT DO NOTHING\
                        """,
                        name,
                        sealed,
                        language,
                        world.clock().now());
        if (added == 0) {
            throw new Objection(
                    Kind.CONFLICT,
                    "alert-exists",
                    name,
                    "there is an alert channel named " + name + " already; choose another name");
        }
        return named(name);
    }

    public void remove(String name) throws Objection, StorageException {
        if (update("DELETE FROM alert_channel WHERE name = ?", name) == 0) throw unknown(name);
    }

    /// It took a message.
    ///
    /// @param position the last notice in it
    void told(Channel channel, long position, Channel.Hour hour) throws StorageException {
        update(
                """
                UPDATE alert_channel SET position = ?, hour_from = ?, hour_sent = ?, told_at = ?,
                    failing_since = NULL, calls = 0, next_at = NULL, why = '' WHERE id = ?\
                """,
                position,
                hour.from(),
                hour.messages(),
                world.clock().now(),
                channel.id());
    }

    void failed(Channel channel, Channel.Trouble trouble) throws StorageException {
        update(
                "UPDATE alert_channel SET failing_since = ?, calls = ?, next_at = ?, why = ?"
                        + " WHERE id = ?",
                trouble.since(),
                trouble.calls(),
                trouble.next(),
                trouble.why(),
                channel.id());
    }

    private int update(String sql, @Nullable Object... values) throws StorageException {
        return database.committer().commit(change -> change.update(sql, values));
    }
}
