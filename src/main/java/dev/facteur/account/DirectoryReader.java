package dev.facteur.account;

import dev.facteur.platform.Network;
import dev.facteur.platform.secret.SealBroken;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.protocol.sasl.ScramVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a [Directory] of what the database holds.
final class DirectoryReader {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryReader.class);

    private final Jdbi reads;
    private final Sealer sealer;

    DirectoryReader(Jdbi reads, Sealer sealer) {
        this.reads = reads;
        this.sealer = sealer;
    }

    /// @param before what was read last; keys that stand there need not be opened again, which
    ///   would take seconds for thousands of domains
    Directory read(Directory before) {
        var opened = new HashMap<Long, PrivateKey>();
        for (var domain : before.domains().values()) {
            for (var key : domain.keys()) opened.put(key.id(), key.privateKey());
        }
        return reads.inTransaction(handle -> directory(handle, opened));
    }

    private Directory directory(Handle handle, Map<Long, PrivateKey> opened) {
        var sites = sites(handle);
        var sitesById = new HashMap<Long, Site>();
        for (var site : sites) sitesById.put(site.id(), site);
        var credentials = new HashMap<String, Directory.Entry>();
        var byKeyHash = new HashMap<String, Directory.Entry>();
        for (var entry : entries(handle)) {
            credentials.put(entry.credential().name(), entry);
            var keyHash = entry.keyHash();
            if (keyHash != null) byKeyHash.put(keyHash, entry);
        }
        var domainsOfSite = new HashMap<Long, Set<String>>();
        var sitesOfDomain = new HashMap<String, List<Site>>();
        for (var owner : owners(handle)) {
            var site = sitesById.get(owner.siteId());
            if (site == null) continue;
            domainsOfSite.computeIfAbsent(site.id(), _ -> new HashSet<>()).add(owner.domain());
            sitesOfDomain.computeIfAbsent(owner.domain(), _ -> new ArrayList<>()).add(site);
        }
        var domains = domains(handle, sitesOfDomain, opened);
        return new Directory(
                sites,
                sitesById,
                credentials,
                byKeyHash,
                domains,
                domainsOfSite,
                sitesOfDomain,
                callers(handle),
                limits(handle),
                abandoned(handle));
    }

    private static Map<Long, List<String>> callers(Handle handle) {
        var found = new HashMap<Long, List<String>>();
        handle.createQuery("SELECT site_id, name FROM site_caller ORDER BY site_id, name")
                .map((row, _) -> new Caller(row.getLong(1), row.getString(2)))
                .forEach(caller ->
                        found.computeIfAbsent(caller.siteId(), _ -> new ArrayList<>())
                                .add(caller.name()));
        return found;
    }

    private static Map<Long, SendingLimits> limits(Handle handle) {
        var found = new HashMap<Long, SendingLimits>();
        handle.createQuery("SELECT * FROM site_limit")
                .map((row, _) -> {
                    var limits =
                            new SendingLimits(
                                    number(row, "minute"), number(row, "hour"), number(row, "day"));
                    return found.put(row.getLong("site_id"), limits);
                })
                .list();
        return found;
    }

    private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
        int number = row.getInt(column);
        return row.wasNull() ? null : number;
    }

    private record Caller(long siteId, String name) {}

    private static List<Site> sites(Handle handle) {
        return handle.createQuery("SELECT id, name, local FROM site ORDER BY name")
                .map((row, _) ->
                        new Site(row.getLong("id"), row.getString("name"), row.getBoolean("local")))
                .list();
    }

    private static List<Directory.Entry> entries(Handle handle) {
        return handle.createQuery("SELECT * FROM credential").map((row, _) -> entry(row)).list();
    }

    private static Directory.Entry entry(ResultSet row) throws SQLException {
        var senders = row.getString("senders");
        var credential =
                new Credential(
                        row.getLong("id"),
                        row.getLong("site_id"),
                        row.getString("name"),
                        Credential.Kind.of(row.getString("kind")),
                        senders.isEmpty() ? List.of() : List.of(senders.split(" ")),
                        row.getBoolean("recognises_repeats"),
                        permissions(row.getString("permissions")),
                        networks(row.getString("networks")),
                        instant(row, "last_used_at"));
        var scram = row.getString("scram");
        var keyHash = row.getBytes("key_hash");
        return new Directory.Entry(
                credential,
                row.getString("password_hash"),
                scram == null ? null : ScramVerifier.of(scram),
                keyHash == null ? null : HexFormat.of().formatHex(keyHash));
    }

    private static Set<Permission> permissions(String words) {
        var found = EnumSet.noneOf(Permission.class);
        for (var word : words.split(" ")) Permission.of(word).ifPresent(found::add);
        return found;
    }

    static List<Network> networks(String texts) {
        return Arrays.stream(texts.split(" "))
                .map(Network::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private record Owner(long siteId, String domain) {}

    private static List<Owner> owners(Handle handle) {
        return handle.createQuery(
                        "SELECT o.site_id, d.name FROM site_domain o"
                                + " JOIN domain d ON d.id = o.domain_id ORDER BY o.site_id, d.name")
                .map((row, _) -> new Owner(row.getLong(1), row.getString(2)))
                .list();
    }

    private Map<String, Domain> domains(
            Handle handle, Map<String, List<Site>> sitesOfDomain, Map<Long, PrivateKey> opened) {
        var keys = new HashMap<String, List<DkimKey>>();
        for (var key : keys(handle, opened)) {
            keys.computeIfAbsent(key.domain(), _ -> new ArrayList<>()).add(key);
        }
        var domains = new HashMap<String, Domain>();
        handle.createQuery("SELECT * FROM domain")
                .map((row, _) -> {
                    var name = row.getString("name");
                    var sites = sitesOfDomain.getOrDefault(name, List.of());
                    return new Domain(
                            row.getLong("id"),
                            name,
                            sites.stream().map(Site::name).toList(),
                            keys.getOrDefault(name, List.of()),
                            new Domain.Proof(name, row.getString("token")),
                            verification(row),
                            Instant.ofEpochMilli(row.getLong("created_at")));
                })
                .forEach(domain -> domains.put(domain.name(), domain));
        return domains;
    }

    private static @Nullable Verification verification(ResultSet row) throws SQLException {
        var by = row.getString("verified_by");
        if (by == null) return null;
        var at = Instant.ofEpochMilli(row.getLong("verified_at"));
        return new Verification(at, Verification.By.of(by));
    }

    private static List<DkimKeys.Abandoned> abandoned(Handle handle) {
        return handle.createQuery("SELECT target, due_at FROM abandoned_key")
                .map((row, _) ->
                        new DkimKeys.Abandoned(
                                row.getString("target"),
                                Instant.ofEpochMilli(row.getLong("due_at"))))
                .list();
    }

    private List<DkimKey> keys(Handle handle, Map<Long, PrivateKey> opened) {
        var found = new ArrayList<DkimKey>();
        handle.createQuery(
                        "SELECT k.*, d.name AS domain FROM dkim_key k"
                                + " JOIN domain d ON d.id = k.domain_id ORDER BY k.id DESC")
                .map((row, _) -> key(row, opened))
                .forEach(found::addAll);
        return found;
    }

    /// No key when it cannot be opened: then mail goes out without its signature, which is better
    /// than not at all, and the log says so.
    private List<DkimKey> key(ResultSet row, Map<Long, PrivateKey> opened) throws SQLException {
        var domain = row.getString("domain");
        var selector = row.getString("selector");
        var algorithm = DkimKey.Algorithm.of(row.getString("algorithm"));
        try {
            long id = row.getLong("id");
            var known = opened.get(id);
            return List.of(
                    new DkimKey(
                            id,
                            domain,
                            selector,
                            algorithm,
                            known == null
                                    ? privateKey(
                                            algorithm, sealer.open(row.getBytes("private_key")))
                                    : known,
                            row.getString("public_key"),
                            state(row),
                            hosting(row)));
        } catch (SealBroken | GeneralSecurityException unreadable) {
            LOG.atError()
                    .addKeyValue("domain", domain)
                    .addKeyValue("selector", selector)
                    .addKeyValue("why", unreadable.getMessage())
                    .log("a DKIM key cannot be opened; mail of this domain is not signed with it");
            return List.of();
        }
    }

    private static KeyState state(ResultSet row) throws SQLException {
        return KeyState.of(
                row.getString("state"),
                Instant.ofEpochMilli(row.getLong("since")),
                row.getBoolean("by_itself"),
                instant(row, "seen_at"));
    }

    private static DkimKey.@Nullable Hosting hosting(ResultSet row) throws SQLException {
        var target = row.getString("target");
        return target == null ? null : new DkimKey.Hosting(target, instant(row, "published_at"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static PrivateKey privateKey(DkimKey.Algorithm algorithm, byte[] encoded)
            throws GeneralSecurityException {
        var name =
                switch (algorithm) {
                    case RSA -> "RSA";
                    case ED25519 -> "Ed25519";
                };
        return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }
}
