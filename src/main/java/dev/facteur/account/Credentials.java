package dev.facteur.account;

import dev.facteur.account.Objection.Kind;
import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.platform.Network;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.db.Committer;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.sasl.ScramVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Changes to credentials. Each returns when it is durable and [Accounts] knows of it.
public final class Credentials {
    /// Fits SMTP and HTTP; no blank, colon or quote that a configuration file could trip over.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}");

    private static final int MAX_PASSWORD = 200;

    private final Accounts accounts;
    private final Committer committer;
    private final Surroundings surroundings;
    private final Passwords passwords;
    private final RandomText randomText;

    public Credentials(
            Accounts accounts,
            Committer committer,
            Surroundings surroundings,
            Passwords passwords) {
        this.accounts = accounts;
        this.committer = committer;
        this.surroundings = surroundings;
        this.passwords = passwords;
        this.randomText = new RandomText(surroundings.random());
    }

    /// What is asked for.
    ///
    /// @param name null to have one made of the site's name
    /// @param senders addresses or domains; empty for every domain of the site
    /// @param password one that the site has already, so that it can move here unchanged; null to
    ///   have one made, which is better. An API key is always made
    /// @param permissions what an API key opens; empty for the usual
    /// @param networks from where an API key is good; empty for everywhere
    public record Wanted(
            String site,
            @Nullable String name,
            Credential.Kind kind,
            List<String> senders,
            boolean recognisesRepeats,
            @Nullable Secret password,
            List<String> permissions,
            List<String> networks) {
        public Wanted {
            senders = List.copyOf(senders);
            permissions = List.copyOf(permissions);
            networks = List.copyOf(networks);
        }

        /// One with the usual permissions, good from everywhere.
        public Wanted(
                String site,
                @Nullable String name,
                Credential.Kind kind,
                List<String> senders,
                boolean recognisesRepeats,
                @Nullable Secret password) {
            this(site, name, kind, senders, recognisesRepeats, password, List.of(), List.of());
        }
    }

    /// What is to be otherwise; what is null stays. An empty list is what it is in [Wanted].
    public record Change(
            @Nullable List<String> senders,
            @Nullable Boolean recognisesRepeats,
            @Nullable List<String> permissions,
            @Nullable List<String> networks) {}

    /// A new credential and its secret, which can be shown this once and never again.
    public record Issued(Credential credential, Secret secret) {}

    public Issued add(Wanted wanted) throws Objection, StorageException {
        var site = accounts.named(wanted.site());
        var wish = wanted.name();
        var name = wish == null ? freeName(site, wanted.kind()) : checkedName(wish);
        var senders = checkedSenders(site, wanted.senders());
        var scope = KeyScope.checked(wanted.kind(), wanted.permissions(), wanted.networks());
        var secret = secret(wanted);
        long added =
                insert(site, name, wanted, new Bounds(String.join(" ", senders), scope), secret);
        accounts.load();
        if (added == 0) throw exists(name);
        return new Issued(accounts.credential(name).orElseThrow(() -> unknown(name)), secret);
    }

    private Secret secret(Wanted wanted) throws Objection {
        var password = wanted.password();
        return switch (wanted.kind()) {
            case SMTP -> password == null ? randomText.password() : checkedPassword(password);
            case API -> {
                if (password == null) yield randomText.apiKey();
                throw badPassword(
                        "api-key-chosen", "an API key is made by Facteur, it cannot be chosen");
            }
        };
    }

    /// Only what SASL can carry; how well it is chosen is for whoever asks to judge.
    private static Secret checkedPassword(Secret password) throws Objection {
        var text = password.reveal();
        if (text.isEmpty() || text.length() > MAX_PASSWORD) {
            throw badPassword(
                    "password-length",
                    "a password has between 1 and " + MAX_PASSWORD + " characters",
                    MAX_PASSWORD);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw badPassword("password-characters", "a password has no control characters");
        }
        return password;
    }

    private static Objection badPassword(String code, String sentence, Object... values) {
        return new Objection(Kind.INVALID, code, "password", sentence, values);
    }

    private record Bounds(String senders, KeyScope scope) {}

    private long insert(Site site, String name, Wanted wanted, Bounds bounds, Secret secret)
            throws StorageException {
        boolean smtp = wanted.kind() == Credential.Kind.SMTP;
        var hash = smtp ? passwords.hash(secret) : null;
        var scram = smtp ? scram(secret).text() : null;
        var keyHash = smtp ? null : Accounts.keyHash(secret);
        var now = surroundings.clock().now();
        return committer.commit(change ->
                change.update(
                        "INSERT INTO credential (site_id, name, kind, password_hash, scram,"
                                + " key_hash, senders, recognises_repeats, permissions,"
                                + " networks, created_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT DO NOTHING",
                        site.id(),
                        name,
                        wanted.kind().word(),
                        hash,
                        scram,
                        keyHash,
                        bounds.senders(),
                        wanted.recognisesRepeats(),
                        bounds.scope().permissions(),
                        bounds.scope().networks(),
                        now));
    }

    private ScramVerifier scram(Secret password) {
        var salt = new byte[ScramVerifier.SALT_BYTES];
        surroundings.random().nextBytes(salt);
        return ScramVerifier.derive(password.reveal(), salt);
    }

    private String checkedName(String name) throws Objection {
        if (!NAME.matcher(name).matches()) {
            throw new Objection(
                    Kind.INVALID,
                    "credential-name",
                    name,
                    "a credential's name has up to 100 letters, digits and . _ @ + -");
        }
        if (accounts.credential(name).isPresent()) throw exists(name);
        return name;
    }

    private String freeName(Site site, Credential.Kind kind) {
        var stem = kind == Credential.Kind.API ? site.name() + "-api" : site.name();
        var name = stem;
        for (int i = 2; accounts.credential(name).isPresent(); i++) name = stem + "-" + i;
        return name;
    }

    private List<String> checkedSenders(Site site, List<String> wanted) throws Objection {
        var checked = new ArrayList<String>();
        for (var text : wanted) {
            int at = text.lastIndexOf('@');
            var domain = DomainName.canonical(text.substring(at + 1)).orElse("");
            if (!accounts.domainsOf(site).contains(domain)) {
                throw new Objection(
                        Kind.INVALID,
                        "sender-not-of-site",
                        text,
                        "the sender "
                                + text
                                + " is not in a domain of site "
                                + site.name()
                                + "; add it first: facteur domain add DOMAIN --site "
                                + site.name(),
                        site.name());
            }
            checked.add(at < 0 ? domain : localPart(text) + "@" + domain);
        }
        return checked;
    }

    private static String localPart(String text) throws Objection {
        try {
            var localPart = Address.parse(text).localPart();
            // Senders are kept with blanks between them.
            if (localPart.indexOf(' ') < 0) return localPart.toLowerCase(Locale.ROOT);
        } catch (MalformedAddress malformed) {
            // Said below.
        }
        throw new Objection(
                Kind.INVALID, "sender-address", text, "the sender " + text + " is no address");
    }

    /// Its name and its secret stay: they stand in the site's settings.
    public Credential change(String name, Change change) throws Objection, StorageException {
        var before = named(name);
        var site = accounts.site(before.siteId()).orElseThrow(() -> unknown(name));
        var wished = change.senders();
        var senders = wished == null ? before.senders() : checkedSenders(site, wished);
        var repeats = change.recognisesRepeats();
        var scope =
                KeyScope.checked(
                        before.kind(),
                        permissions(before, change.permissions()),
                        networks(before, change.networks()));
        committer.commit(sql ->
                sql.update(
                        "UPDATE credential SET senders = ?, recognises_repeats = ?,"
                                + " permissions = ?, networks = ? WHERE id = ?",
                        String.join(" ", senders),
                        repeats == null ? before.recognisesRepeats() : repeats,
                        scope.permissions(),
                        scope.networks(),
                        before.id()));
        accounts.load();
        return named(name);
    }

    private static List<String> permissions(Credential before, @Nullable List<String> wished) {
        if (wished != null) return wished;
        return switch (before.kind()) {
            case SMTP -> List.of();
            case API -> before.permissions().stream().map(Permission::word).toList();
        };
    }

    private static List<String> networks(Credential before, @Nullable List<String> wished) {
        return wished != null ? wished : before.networks().stream().map(Network::toString).toList();
    }

    public void remove(String name) throws Objection, StorageException {
        var credential = named(name);
        committer.commit(
                change -> change.update("DELETE FROM credential WHERE id = ?", credential.id()));
        accounts.load();
    }

    /// The credential of that name, or the objection that there is none.
    public Credential named(String name) throws Objection {
        return accounts.credential(name).orElseThrow(() -> unknown(name));
    }

    private static Objection exists(String name) {
        return new Objection(
                Kind.CONFLICT,
                "credential-exists",
                name,
                "there is a credential named " + name + " already; choose another name");
    }

    private static Objection unknown(String name) {
        return new Objection(
                Kind.UNKNOWN,
                "credential-unknown",
                name,
                "there is no credential named "
                        + name
                        + "; `facteur credential list` shows those there are");
    }
}
