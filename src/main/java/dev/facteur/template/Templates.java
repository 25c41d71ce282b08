package dev.facteur.template;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Site;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The templates of all sites, on disk. A change makes a new version; mail that was handed over
/// before is not touched by it. Thread-safe.
public final class Templates {
    /// Of each site.
    private static final int MAX_TEMPLATES = 1_000;

    private static final int MAX_VERSIONS = 1_000;
    private static final int MAX_SUBJECT = 900;
    private static final int MAX_TEXT = 400_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String FIELDS =
            "SELECT name, version, subject, text, html, created_at FROM template ";

    private final Database database;
    private final Clock clock;

    public Templates(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// What a new version says.
    public record Wanted(@Nullable String subject, @Nullable String text, @Nullable String html) {}

    /// The newest version of each, by name.
    public List<Template> all(Site site) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        FIELDS
                                                + "t WHERE site_id = :site AND version = (SELECT"
                                                + " max(version) FROM template WHERE site_id = t.site_id"
                                                + " AND name = t.name) ORDER BY name")
                                .bind("site", site.id())
                                .map((row, _) -> template(row))
                                .list());
    }

    /// @param version null for the newest
    public Optional<Template> find(Site site, String name, @Nullable Integer version) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        FIELDS
                                                + "WHERE site_id = :site AND name = :name"
                                                + " AND version = coalesce(:version, version)"
                                                + " ORDER BY version DESC LIMIT 1")
                                .bind("site", site.id())
                                .bind("name", name)
                                .bind("version", version)
                                .map((row, _) -> template(row))
                                .findOne());
    }

    /// Thrown where somebody has changed a template since it was read.
    public static final class Changed extends Exception {
        public Changed() {
            super("the template was changed meanwhile", null, false, false);
        }
    }

    /// Stores a new version.
    ///
    /// @param expected the newest version as the caller knows it, 0 for none; null: whatever it is
    public Template save(Site site, String name, Wanted wanted, @Nullable Integer expected)
            throws Objection, Unfillable, Changed, StorageException {
        check(name, wanted);
        var now = clock.now();
        Filling.check(template(name, 0, wanted, now));
        int version =
                database.committer()
                        .commit(transaction -> {
                            int newest = newest(transaction, site, name);
                            if (expected != null && expected != newest) return -1;
                            if (newest >= MAX_VERSIONS) return 0;
                            if (newest == 0 && count(transaction, site) >= MAX_TEMPLATES) return 0;
                            insert(transaction, site, template(name, newest + 1, wanted, now));
                            return newest + 1;
                        });
        if (version < 0) throw new Changed();
        if (version == 0) throw tooMany(name);
        return template(name, version, wanted, now);
    }

    /// Removes all versions.
    ///
    /// @param expected as in [#save]
    public void remove(Site site, String name, @Nullable Integer expected)
            throws Objection, Changed, StorageException {
        int newest =
                database.committer()
                        .commit(transaction -> {
                            int found = newest(transaction, site, name);
                            if (found == 0 || (expected != null && expected != found)) {
                                return found == 0 ? 0 : -1;
                            }
                            transaction.update(
                                    "DELETE FROM template WHERE site_id = ? AND name = ?",
                                    site.id(),
                                    name);
                            return found;
                        });
        if (newest == 0) throw unknown(name);
        if (newest < 0) throw new Changed();
    }

    public static Objection unknown(String name) {
        return new Objection(
                Kind.UNKNOWN, "template-unknown", name, "there is no template named " + name);
    }

    private static void check(String name, Wanted wanted) throws Objection {
        if (!NAME.matcher(name).matches()) {
            throw invalid(
                    "template-name",
                    name,
                    "a template's name has up to 64 letters, digits and . _ -");
        }
        if (wanted.text() == null && wanted.html() == null) {
            throw invalid("template-empty", name, "a template has a text, or HTML, or both");
        }
        if (length(wanted.subject()) > MAX_SUBJECT) {
            throw invalid(
                    "template-long",
                    "subject",
                    "a subject has at most " + MAX_SUBJECT + " characters");
        }
        if (Math.max(length(wanted.text()), length(wanted.html())) > MAX_TEXT) {
            throw invalid(
                    "template-long", "text", "a text has at most " + MAX_TEXT + " characters");
        }
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static Objection invalid(String code, String subject, String sentence) {
        return new Objection(Kind.INVALID, code, subject, sentence);
    }

    private static Objection tooMany(String name) {
        return new Objection(
                Kind.CONFLICT,
                "template-many",
                name,
                "a site has at most "
                        + MAX_TEMPLATES
                        + " templates of "
                        + MAX_VERSIONS
                        + " versions each");
    }

    private static Template template(String name, int version, Wanted wanted, Instant at) {
        return new Template(name, version, wanted.subject(), wanted.text(), wanted.html(), at);
    }

    private static int newest(Transaction transaction, Site site, String name) throws SQLException {
        return transaction
                .one(
                        "SELECT coalesce(max(version), 0) FROM template"
                                + " WHERE site_id = ? AND name = ?",
                        row -> row.getInt(1),
                        site.id(),
                        name)
                .orElse(0);
    }

    private static int count(Transaction transaction, Site site) throws SQLException {
        return transaction
                .one(
                        "SELECT count(DISTINCT name) FROM template WHERE site_id = ?",
                        row -> row.getInt(1),
                        site.id())
                .orElse(0);
    }

    private static void insert(Transaction transaction, Site site, Template template)
            throws SQLException {
        transaction.update(
                "INSERT INTO template (site_id, name, version, subject, text, html, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                site.id(),
                template.name(),
                template.version(),
                template.subject(),
                template.text(),
                template.html(),
                template.createdAt());
    }

    private static Template template(ResultSet row) throws SQLException {
        return new Template(
                row.getString("name"),
                row.getInt("version"),
                row.getString("subject"),
                row.getString("text"),
                row.getString("html"),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }
}
