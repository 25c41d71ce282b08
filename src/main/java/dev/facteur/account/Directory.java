package dev.facteur.account;

import dev.facteur.protocol.sasl.ScramVerifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All sites, credentials and domains at one moment: small, asked at every connection and every
/// mail, and changed by hand only. So it is held in memory whole, and made anew at each change.
///
/// @param byKeyHash credentials by the SHA-256 of their API key, in hexadecimal
/// @param domainsOfSite names, by the site's id
/// @param sitesOfDomain by the domain's name, in the order of their ids
/// @param callers users of this machine, by the site's id; in the order of their names
/// @param limits of sites that have some, by the site's id
record Directory(
        List<Site> sites,
        Map<Long, Site> sitesById,
        Map<String, Entry> credentials,
        Map<String, Entry> byKeyHash,
        Map<String, Domain> domains,
        Map<Long, Set<String>> domainsOfSite,
        Map<String, List<Site>> sitesOfDomain,
        Map<Long, List<String>> callers,
        Map<Long, SendingLimits> limits,
        List<DkimKeys.Abandoned> abandonedKeys) {

    static final Directory EMPTY =
            new Directory(
                    List.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(),
                    Map.of(), List.of());

    /// A credential with what its secrets are compared with.
    record Entry(
            Credential credential,
            @Nullable String passwordHash,
            @Nullable ScramVerifier scram,
            @Nullable String keyHash) {
        @Override
        public String toString() {
            return credential.toString();
        }
    }

    Optional<Site> site(String name) {
        for (var site : sites) {
            if (site.name().equals(name)) return Optional.of(site);
        }
        return Optional.empty();
    }

    Optional<Site> localSite() {
        for (var site : sites) {
            if (site.local()) return Optional.of(site);
        }
        return Optional.empty();
    }

    boolean owns(long siteId, String domain) {
        return domainsOfSite.getOrDefault(siteId, Set.of()).contains(domain);
    }
}
