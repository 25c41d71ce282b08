package dev.facteur.account;

import dev.facteur.mail.Address;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.sasl.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// Who may send as whom. Answers from memory and never blocks on the database, except in [#load].
///
/// [Sites], [Credentials] and [Domains] change what it knows. Safe for use by many threads.
public final class Accounts implements CredentialCheck {
    private final DirectoryReader reader;
    private final Passwords passwords;
    private volatile Directory directory = Directory.EMPTY;

    public Accounts(Database database, Sealer sealer, Passwords passwords) {
        this.reader = new DirectoryReader(database.reads(), sealer);
        this.passwords = passwords;
    }

    /// Reads everything anew: at the start, and after each change.
    public synchronized void load() throws StorageException {
        // Synchronized, so that of two changes the later reading, which sees both, wins.
        try {
            directory = reader.read(directory);
        } catch (JdbiException failure) {
            throw new StorageException(
                    "the accounts cannot be read: " + failure.getMessage(), false, failure);
        }
    }

    public List<Site> sites() {
        return directory.sites();
    }

    public Optional<Site> site(String name) {
        return directory.site(name);
    }

    /// The site of that name, or the objection that there is none.
    public Site named(String name) throws Objection {
        return site(name)
                .orElseThrow(() ->
                        new Objection(
                                Objection.Kind.UNKNOWN,
                                "site-unknown",
                                name,
                                "there is no site named "
                                        + name
                                        + "; `facteur site list` shows those there are"));
    }

    public Optional<Site> site(long id) {
        return Optional.ofNullable(directory.sitesById().get(id));
    }

    /// All credentials, by name.
    public List<Credential> credentials() {
        return directory.credentials().values().stream()
                .map(Directory.Entry::credential)
                .sorted(Comparator.comparing(Credential::name))
                .toList();
    }

    public Optional<Credential> credential(String name) {
        return Optional.ofNullable(directory.credentials().get(name))
                .map(Directory.Entry::credential);
    }

    /// All domains, by name.
    public List<Domain> domains() {
        return directory.domains().values().stream()
                .sorted(Comparator.comparing(Domain::name))
                .toList();
    }

    public Optional<Domain> domain(String name) {
        return DomainName.canonical(name).map(directory.domains()::get);
    }

    /// Names of the domains a site may send as.
    public Collection<String> domainsOf(Site site) {
        var domains = directory.domainsOfSite().get(site.id());
        return domains == null ? List.of() : domains;
    }

    /// Users of this machine whose programs alone hand over mail for a site without a credential;
    /// none where everyone may who gets in.
    public List<String> callersOf(Site site) {
        return directory.callers().getOrDefault(site.id(), List.of());
    }

    public SendingLimits limitsOf(Site site) {
        return directory.limits().getOrDefault(site.id(), SendingLimits.NONE);
    }

    /// The keys that sign mail of a domain now; none for a domain that is not ours. Case and form
    /// of the name do not matter.
    public List<DkimKey> dkimKeys(String domain) {
        return domain(domain).map(found -> found.keysIn(KeyState.Signing.class)).orElse(List.of());
    }

    /// Keys that we published for domains that were removed.
    public List<DkimKeys.Abandoned> abandonedKeys() {
        return directory.abandonedKeys();
    }

    /// Whether mail may leave under a domain's own name; false for a domain that is not ours. Case
    /// and form of the name do not matter.
    public boolean verified(String domain) {
        return domain(domain).map(Domain::verified).orElse(false);
    }

    /// The site a local program sends for when nothing but the sender tells: the one that owns the
    /// sender's domain (the local one, when several do); for the empty sender the local one.
    public Optional<Site> siteOfSender(@Nullable Address sender) {
        return sitesOfSender(sender).stream().findFirst();
    }

    /// All that own the sender's domain, the local one first; for the empty sender the local one.
    List<Site> sitesOfSender(@Nullable Address sender) {
        var now = directory;
        if (sender == null) return now.localSite().stream().toList();
        var domain = DomainName.canonical(sender.domain()).orElse("");
        return now.sitesOfDomain().getOrDefault(domain, List.of()).stream()
                .sorted(Comparator.comparing(site -> !site.local()))
                .toList();
    }

    /// Whether that address may stand in MAIL FROM or From.
    ///
    /// @param credential null where the site itself is trusted; then every address of its domains
    public boolean maySend(Site site, @Nullable Credential credential, Address sender) {
        var domain = DomainName.canonical(sender.domain());
        if (domain.isEmpty() || !directory.owns(site.id(), domain.get())) return false;
        if (credential == null || credential.senders().isEmpty()) return true;
        for (var allowed : credential.senders()) {
            if (allows(allowed, sender.localPart(), domain.get())) return true;
        }
        return false;
    }

    private static boolean allows(String allowed, String localPart, String domain) {
        int at = allowed.lastIndexOf('@');
        if (!allowed.substring(at + 1).equals(domain)) return false;
        // RFC 5321 §2.4 leaves the case of local parts to their host; nobody gives two people
        // addresses that differ in it only.
        return at < 0 || allowed.substring(0, at).equalsIgnoreCase(localPart);
    }

    @Override
    public Optional<Login> password(String user, Secret password) {
        var entry = directory.credentials().get(user);
        var hash = entry == null ? null : entry.passwordHash();
        if (entry == null || hash == null) {
            passwords.verifyNobody(password);
            return Optional.empty();
        }
        return passwords.verify(hash, password) ? login(entry) : Optional.empty();
    }

    @Override
    public Optional<ScramVerifier> verifier(String user) {
        return Optional.ofNullable(directory.credentials().get(user)).map(Directory.Entry::scram);
    }

    @Override
    public Optional<Login> proved(String user) {
        var entry = directory.credentials().get(user);
        return entry == null || entry.scram() == null ? Optional.empty() : login(entry);
    }

    /// The credential an API key belongs to. The look-up is by the key's hash, so its time tells
    /// nothing about keys that exist.
    public Optional<Login> apiKey(Secret key) {
        var entry = directory.byKeyHash().get(HexFormat.of().formatHex(keyHash(key)));
        return entry == null ? Optional.empty() : login(entry);
    }

    static byte[] keyHash(Secret key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.reveal().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private Optional<Login> login(Directory.Entry entry) {
        return site(entry.credential().siteId()).map(site -> new Login(site, entry.credential()));
    }
}
