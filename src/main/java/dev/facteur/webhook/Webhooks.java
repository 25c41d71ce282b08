package dev.facteur.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.account.Accounts;
import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Site;
import dev.facteur.event.EventKinds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.SealBroken;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.secret.Secret;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The configured webhooks, and how far each of them is. Safe for use by many threads; changes
/// return when they are durable.
public final class Webhooks {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final int KEY_BYTES = 32;
    private static final int USUAL_BATCH = 100;

    /// Events in a call, at most. An event is some hundred bytes.
    public static final int MAX_BATCH = 500;

    /// Sites in one question.
    private static final int MOST_NAMED = 500;

    private final Database database;
    private final Accounts accounts;
    private final Sealer sealer;
    private final Surroundings world;

    public Webhooks(Database database, Accounts accounts, Sealer sealer, Surroundings world) {
        this.database = database;
        this.accounts = accounts;
        this.sealer = sealer;
        this.world = world;
    }

    /// What is asked for.
    ///
    /// @param site whose events; null for all
    /// @param kinds words of events; none for all
    /// @param batch events in a call, at most; null for a hundred
    public record Wanted(
            String name,
            String address,
            @Nullable String site,
            List<String> kinds,
            @Nullable Integer batch) {
        public Wanted {
            kinds = List.copyOf(kinds);
        }
    }

    /// What is to be otherwise; what is null stays. Whose events it is told stays as well.
    ///
    /// @param kinds none for all
    public record Change(
            @Nullable String address, @Nullable List<String> kinds, @Nullable Integer batch) {}

    /// All, by name; without one whose secret cannot be opened, of which the log tells.
    public List<Webhook> all() {
        return read(" ORDER BY name", null);
    }

    /// Those that take what they get and may be told of these sites' events; 0 stands for the
    /// sender domains. Their secrets stay closed.
    Set<Long> concernedBy(Set<Long> sites) {
        if (sites.isEmpty()) return Set.of();
        var told = "paused_at IS NULL AND failing_since IS NULL";
        boolean few = sites.size() <= MOST_NAMED;
        return ids(
                "SELECT id FROM webhook WHERE site_id IS NULL AND %s UNION ALL SELECT id FROM webhook"
                                .formatted(told)
                        + " WHERE site_id IS NOT NULL AND %s%s"
                                .formatted(told, few ? " AND site_id IN (<sites>)" : ""),
                query -> few ? query.bindList("sites", List.copyOf(sites)) : query);
    }

    /// Those whose last call is to be repeated now.
    Set<Long> toBeRepeated(Instant now) {
        return ids(
                "SELECT id FROM webhook WHERE paused_at IS NULL AND failing_since IS NOT NULL"
                        + " AND next_at <= :now",
                query -> query.bind("now", now.toEpochMilli()));
    }

    /// Those that take what they get.
    Set<Long> told() {
        return ids(
                "SELECT id FROM webhook WHERE paused_at IS NULL AND failing_since IS NULL",
                query -> query);
    }

    private Set<Long> ids(String sql, UnaryOperator<Query> binding) {
        return database.reads()
                .withHandle(handle ->
                        new LinkedHashSet<>(
                                binding.apply(handle.createQuery(sql)).mapTo(Long.class).list()));
    }

    Optional<Webhook> withId(long id) {
        return read(" WHERE id = :value", id).stream().findFirst();
    }

    /// The one of that name, or the objection that there is none.
    public Webhook named(String name) throws Objection {
        return read(" WHERE name = :value", name).stream()
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    public static Objection unknown(String name) {
        return new Objection(
                Kind.UNKNOWN,
                "webhook-unknown",
                name,
                "there is no webhook named "
                        + name
                        + "; `facteur webhook list` shows those there are");
    }

    private List<Webhook> read(String condition, @Nullable Object value) {
        return database.reads()
                .withHandle(handle -> {
                    var query = handle.createQuery("SELECT * FROM webhook" + condition);
                    if (value != null) query.bind("value", value);
                    var found = new ArrayList<Webhook>();
                    query.map((row, _) -> opened(row)).forEach(one -> one.ifPresent(found::add));
                    return found;
                });
    }

    private Optional<Webhook> opened(ResultSet row) throws SQLException {
        var name = row.getString("name");
        try {
            var secret = new Secret(new String(sealer.open(row.getBytes("secret")), UTF_8));
            var kinds = row.getString("kinds");
            return Optional.of(
                    new Webhook(
                            row.getLong("id"),
                            name,
                            site(row),
                            URI.create(row.getString("address")),
                            secret,
                            kinds.isEmpty() ? Set.of() : Set.of(kinds.split(" ")),
                            row.getInt("batch"),
                            row.getLong("position"),
                            trouble(row),
                            paused(row)));
        } catch (SealBroken broken) {
            LOG.atError()
                    .addKeyValue("webhook", name)
                    .addKeyValue("why", broken.getMessage())
                    .log("a webhook's secret cannot be opened; remove it and add it again");
            return Optional.empty();
        }
    }

    private static @Nullable Long site(ResultSet row) throws SQLException {
        long site = row.getLong("site_id");
        return row.wasNull() ? null : site;
    }

    private static Webhook.@Nullable Trouble trouble(ResultSet row) throws SQLException {
        var since = instant(row, "failing_since");
        var next = instant(row, "next_at");
        if (since == null || next == null) return null;
        return new Webhook.Trouble(
                since, row.getInt("calls"), row.getLong("until"), next, row.getString("why"));
    }

    private static Webhook.@Nullable Paused paused(ResultSet row) throws SQLException {
        var at = instant(row, "paused_at");
        return at == null ? null : new Webhook.Paused(at, row.getString("why"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    /// It is told what happens from now on.
    public Webhook add(Wanted wanted) throws Objection, StorageException {
        var name = wanted.name();
        if (!NAME.matcher(name).matches()) {
            throw invalid(
                    "webhook-name",
                    name,
                    "a webhook's name has up to 63 of a-z, 0-9, \".\", \"-\" and \"_\"");
        }
        var site = wanted.site() == null ? null : accounts.named(wanted.site());
        var address = address(wanted.address());
        var kinds = String.join(" ", kinds(wanted.kinds()));
        int batch = batch(wanted.batch());
        var secret = sealer.seal(newSecret().reveal().getBytes(UTF_8));
        var now = world.clock().now();
        int added =
                database.committer()
                        .commit(change ->
                                change.update(
                                        """
                                        INSERT INTO webhook (name, site_id, address, secret, kinds,
                                            batch, position, created_at)
                                        VALUES (?, ?, ?, ?, ?, ?,
                                            (SELECT coalesce(max(id), 0) FROM event), ?)
                                        ON CONFLICT DO NOTHING\
                                        """,
                                        name,
                                        site == null ? null : site.id(),
                                        address.toString(),
                                        secret,
                                        kinds,
                                        batch,
                                        now));
        if (added == 0) {
            throw new Objection(
                    Kind.CONFLICT,
                    "webhook-exists",
                    name,
                    "there is a webhook named " + name + " already; choose another name");
        }
        return named(name);
    }

    /// A call that was not taken is not repeated as it was: the next one is made anew.
    ///
    /// @param passed up to where there was nothing for it as it was before
    Webhook change(Webhook before, Change change, long passed) throws Objection, StorageException {
        var wished = change.address();
        var address = wished == null ? before.address() : address(wished);
        var kinds = change.kinds() == null ? before.kinds() : kinds(change.kinds());
        int batch = change.batch() == null ? before.batch() : batch(change.batch());
        update(
                """
                UPDATE webhook SET address = ?, kinds = ?, batch = ?, position = max(position, ?),
                    failing_since = NULL, calls = 0,
                    why = CASE WHEN paused_at IS NULL THEN '' ELSE why END
                WHERE id = ?\
                """,
                address.toString(),
                String.join(" ", kinds),
                batch,
                passed,
                before.id());
        return named(before.name());
    }

    private Secret newSecret() {
        var key = new byte[KEY_BYTES];
        world.random().nextBytes(key);
        return Signature.secret(key);
    }

    private static URI address(String text) throws Objection {
        return HookAddress.of(text)
                .orElseThrow(() ->
                        invalid(
                                "webhook-address",
                                text,
                                "a webhook's address is like https://example.com/hook, without user"
                                        + " or password"));
    }

    private static Set<String> kinds(List<String> words) throws Objection {
        var kinds = new LinkedHashSet<String>();
        for (var word : words) {
            if (!EventKinds.OF_MAILS.contains(word) && !EventKinds.OF_DOMAINS.contains(word)) {
                var known =
                        String.join(", ", EventKinds.OF_MAILS)
                                + ", "
                                + String.join(", ", EventKinds.OF_DOMAINS);
                throw new Objection(
                        Kind.INVALID,
                        "webhook-kind",
                        word,
                        "there is no event “" + word + "”; there are " + known,
                        known);
            }
            kinds.add(word);
        }
        return kinds;
    }

    private static int batch(@Nullable Integer wanted) throws Objection {
        int batch = wanted == null ? USUAL_BATCH : wanted;
        if (batch >= 1 && batch <= MAX_BATCH) return batch;
        throw invalid(
                "webhook-batch",
                String.valueOf(batch),
                "a call has from 1 to " + MAX_BATCH + " events");
    }

    private static Objection invalid(String code, String subject, String sentence) {
        return new Objection(Kind.INVALID, code, subject, sentence);
    }

    /// What it was not told yet is told to nobody.
    public void remove(String name) throws Objection, StorageException {
        if (update("DELETE FROM webhook WHERE name = ?", name) == 0) throw unknown(name);
    }

    /// By a person.
    public Webhook pause(String name) throws Objection, StorageException {
        var sql = "UPDATE webhook SET paused_at = ?, why = '' WHERE name = ? AND paused_at IS NULL";
        update(sql, world.clock().now(), name);
        return named(name);
    }

    /// It goes on from where it stopped.
    Webhook resume(String name) throws Objection, StorageException {
        update(
                "UPDATE webhook SET paused_at = NULL, failing_since = NULL, calls = 0, why = ''"
                        + " WHERE name = ?",
                name);
        return named(name);
    }

    /// It is told once more all that comes after an event's number, as far as that is kept.
    void rewind(Webhook webhook, long position) throws StorageException {
        update(
                "UPDATE webhook SET position = ?, failing_since = NULL, calls = 0 WHERE id = ?",
                position,
                webhook.id());
    }

    /// All that take what they get were told everything up to that event.
    ///
    /// @param but of whom that is not so
    void passOver(long until, Set<Long> but) throws StorageException {
        var others = String.join(",", but.stream().map(String::valueOf).toList());
        update(
                "UPDATE webhook SET position = ?1 WHERE position < ?1 AND paused_at IS NULL"
                        + " AND failing_since IS NULL"
                        + " AND id NOT IN (SELECT value FROM json_each('[' || ?2 || ']'))",
                until,
                others);
    }

    /// It took a call, or there was nothing in these events for it.
    void advance(Webhook webhook, long position) throws StorageException {
        // Unless somebody has rewound it meanwhile.
        update(
                "UPDATE webhook SET position = ?, failing_since = NULL, calls = 0, why = ''"
                        + " WHERE id = ? AND position = ?",
                position,
                webhook.id(),
                webhook.position());
    }

    void failed(Webhook webhook, Webhook.Trouble trouble) throws StorageException {
        update(
                "UPDATE webhook SET failing_since = ?, calls = ?, until = ?, next_at = ?, why = ?"
                        + " WHERE id = ? AND position = ?",
                trouble.since(),
                trouble.calls(),
                trouble.until(),
                trouble.next(),
                trouble.why(),
                webhook.id(),
                webhook.position());
    }

    /// By itself, since nobody takes anything there.
    void giveUp(Webhook webhook, String why) throws StorageException {
        update(
                "UPDATE webhook SET paused_at = ?, why = ? WHERE id = ? AND paused_at IS NULL",
                world.clock().now(),
                why,
                webhook.id());
        LOG.atWarn()
                .addKeyValue("webhook", webhook.name())
                .addKeyValue("reason", why)
                .log("a webhook is paused; facteur webhook resume goes on where it stopped");
    }

    private int update(String sql, @Nullable Object... values) throws StorageException {
        return database.committer().commit(change -> change.update(sql, values));
    }

    /// The name of its site; null where it is told of all.
    public @Nullable String site(Webhook webhook) {
        var id = webhook.siteId();
        return id == null ? null : accounts.site(id).map(Site::name).orElse("#" + id);
    }
}
