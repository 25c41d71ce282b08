package dev.facteur.account;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.platform.secret.Secret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Invitations, by which a site's software gets an API key that nobody has to copy. Each is good
/// once, and for a while. Thread-safe.
public final class Pairings {
    public static final Duration USUAL_VALIDITY = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final String PREFIX = "facteur_pair_";
    private static final int MOST_TEXT = 200;

    /// What a plugin needs that shows the site's mails to its owner.
    private static final Set<Permission> USUAL =
            EnumSet.of(Permission.SEND, Permission.READ, Permission.READ_BODIES, Permission.MANAGE);

    private final Database database;
    private final Credentials credentials;
    private final RandomText texts;
    private final Clock clock;

    public Pairings(Database database, Credentials credentials, RandomText texts, Clock clock) {
        this.database = database;
        this.credentials = credentials;
        this.texts = texts;
        this.clock = clock;
    }

    /// @param token shown this once
    /// @param expiresAt from then on it opens nothing
    public record Invitation(Secret token, Instant expiresAt) {}

    /// What a site's software says of itself. Nobody has checked it.
    ///
    /// @param url the website's; `""` when it does not say
    /// @param name the software and its version
    public record Software(String url, String name) {
        public Software {
            url = shortened(url);
            name = shortened(name);
        }

        private static String shortened(String text) {
            var line = text.strip().replaceAll("\\p{Cntrl}", " ");
            return line.length() <= MOST_TEXT ? line : line.substring(0, MOST_TEXT);
        }
    }

    /// @param permissions beside the usual ones, by their words
    public Invitation invite(Site site, List<String> permissions, Duration validity)
            throws Objection, StorageException {
        if (!validity.isPositive() || validity.compareTo(LONGEST) > 0) {
            throw new Objection(
                    Kind.INVALID,
                    "pairing-validity",
                    site.name(),
                    "an invitation is good for up to " + LONGEST.toHours() + " hours",
                    LONGEST.toHours());
        }
        var words = new HashSet<>(permissions);
        USUAL.forEach(usual -> words.add(usual.word()));
        var opened = KeyScope.permissions(List.copyOf(words));
        var token = new Secret(PREFIX + texts.token());
        var now = clock.now();
        var expires = now.plus(validity);
        database.committer()
                .commit(change -> {
                    change.update("DELETE FROM pairing WHERE expires_at <= ?", now);
                    return change.update(
                            "INSERT INTO pairing (token_hash, site_id, permissions, expires_at)"
                                    + " VALUES (?, ?, ?, ?)",
                            Accounts.keyHash(token),
                            site.id(),
                            opened,
                            expires);
                });
        return new Invitation(token, expires);
    }

    /// Takes an invitation up: its token opens nothing any more, and the key that software of the
    /// same URL had ends.
    ///
    /// @throws Objection also for a token that is unknown, used or too old
    public Credentials.Issued accept(Secret token, Software software)
            throws Objection, StorageException {
        var invited = find(token).orElseThrow(Pairings::unknown);
        var hash = Accounts.keyHash(token);
        // Of two that come at once, one takes it.
        int taken =
                database.committer()
                        .commit(change ->
                                change.update("DELETE FROM pairing WHERE token_hash = ?", hash));
        if (taken == 0) throw unknown();
        var issued =
                credentials.add(
                        new Credentials.Wanted(
                                invited.site,
                                null,
                                Credential.Kind.API,
                                List.of(),
                                true,
                                null,
                                List.of(invited.permissions.split(" ")),
                                List.of()));
        remember(issued.credential(), software);
        return issued;
    }

    private record Invited(String site, String permissions) {}

    /// A guess costs no more than this.
    private Optional<Invited> find(Secret token) {
        var now = clock.now().toEpochMilli();
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        "SELECT s.name, p.permissions FROM pairing p JOIN site s"
                                                + " ON s.id = p.site_id WHERE token_hash = :hash"
                                                + " AND expires_at > :now")
                                .bind("hash", Accounts.keyHash(token))
                                .bind("now", now)
                                .map((row, _) -> new Invited(row.getString(1), row.getString(2)))
                                .findOne());
    }

    private void remember(Credential credential, Software software)
            throws Objection, StorageException {
        var now = clock.now();
        var before = software.url.isEmpty() ? List.<String>of() : paired(credential, software.url);
        database.committer()
                .commit(change ->
                        change.update(
                                "INSERT INTO paired_software (credential_id, url, name, at)"
                                        + " VALUES (?, ?, ?, ?)",
                                credential.id(),
                                software.url,
                                software.name,
                                now));
        for (var name : before) credentials.remove(name);
    }

    /// Names of the credentials that software of that URL got for the same site.
    private List<String> paired(Credential credential, String url) {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        "SELECT c.name FROM paired_software p JOIN credential c"
                                                + " ON c.id = p.credential_id"
                                                + " WHERE c.site_id = :site AND p.url = :url")
                                .bind("site", credential.siteId())
                                .bind("url", url)
                                .mapTo(String.class)
                                .list());
    }

    /// What stands behind the keys that were got by an invitation, by the site's id.
    public Map<Long, List<Software>> software() {
        return database.reads()
                .withHandle(handle ->
                        handle
                                .createQuery(
                                        "SELECT c.site_id, p.url, p.name FROM paired_software p"
                                                + " JOIN credential c ON c.id = p.credential_id"
                                                + " ORDER BY p.at")
                                .map((row, _) -> new Behind(row.getLong(1), software(row)))
                                .stream()
                                .collect(
                                        groupingBy(Behind::site, mapping(Behind::what, toList()))));
    }

    private record Behind(long site, Software what) {}

    private static Software software(ResultSet row) throws SQLException {
        return new Software(row.getString(2), row.getString(3));
    }

    /// One answer for all three, so that a guess teaches nothing.
    private static Objection unknown() {
        return new Objection(
                Kind.UNKNOWN,
                "pairing-unknown",
                "token",
                "this invitation is unknown, used already, or too old; the operator makes a new one"
                        + " with `facteur site pair NAME`");
    }
}
