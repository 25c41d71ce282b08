package dev.facteur.account;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sender domain: what may stand behind the @ of a From address.
///
/// @param name A-labels, lower case
/// @param sites names of the sites that may send as it
/// @param keys newest first
/// @param proof what shows in its DNS whose it is
/// @param verification null: nobody has shown yet that it is theirs
public record Domain(
        long id,
        String name,
        List<String> sites,
        List<DkimKey> keys,
        Proof proof,
        @Nullable Verification verification,
        Instant createdAt) {
    public Domain {
        sites = List.copyOf(sites);
        keys = List.copyOf(keys);
    }

    /// Whether we publish its keys ourselves, in the operator's zone: as those that were made last.
    public boolean hostsKeys() {
        return !keys.isEmpty() && keys.getFirst().hosting() != null;
    }

    /// The keys in one state.
    public List<DkimKey> keysIn(Class<? extends KeyState> state) {
        return keys.stream().filter(key -> state.isInstance(key.state())).toList();
    }

    /// Those whose record has to stand in DNS.
    public List<DkimKey> wantedKeys() {
        return keys.stream().filter(DkimKey::isWanted).toList();
    }

    /// A name in the domain that leads to one in the operator's zone.
    public record Alias(String name, String target) {}

    /// What the owner of the domain publishes once for all keys that we publish: every slot, also
    /// those without a key now.
    public List<Alias> aliases() {
        var aliases = new LinkedHashSet<Alias>();
        for (var key : wantedKeys()) {
            var hosting = key.hosting();
            if (hosting == null) continue;
            var place = hosting.target().substring(key.selector().length());
            for (var slot : HostedZone.selectors(key.algorithm())) {
                aliases.add(new Alias(slot + "._domainkey." + name, slot + place));
            }
        }
        return List.copyOf(aliases);
    }

    /// Whether mail may leave under its name.
    public boolean verified() {
        return verification != null;
    }

    /// The text record by which a domain's owner says that Facteur may send as it; a DKIM record of
    /// one of its keys says the same.
    ///
    /// @param token random, made with the domain: one that was removed and added again wants
    ///   another
    public record Proof(String domain, String token) {
        /// RFC 8552: below an underscored name of its own, beside the records of the domain itself.
        public String recordName() {
            return "_facteur." + domain;
        }

        public String recordValue() {
            return "facteur-verification=" + token;
        }
    }
}
