package dev.facteur.account;

import dev.facteur.platform.Network;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a site proves itself with. Secrets are not in here; [Accounts] compares them.
///
/// @param senders addresses (`a@example.com`) or domains (`example.com`) this credential may send
///   as; empty means every domain of its site
/// @param recognisesRepeats whether a mail submitted again because its reply was lost is recognised
/// @param permissions what an API key opens; without meaning for SMTP
/// @param networks from where an API key is good; empty for everywhere
/// @param lastUsed as the database had it, see [LastUse]; null for never
public record Credential(
        long id,
        long siteId,
        String name,
        Kind kind,
        List<String> senders,
        boolean recognisesRepeats,
        Set<Permission> permissions,
        List<Network> networks,
        @Nullable Instant lastUsed) {
    public Credential {
        senders = List.copyOf(senders);
        permissions = Set.copyOf(permissions);
        networks = List.copyOf(networks);
    }

    /// One with the usual permissions, good from everywhere, never used.
    public Credential(
            long id,
            long siteId,
            String name,
            Kind kind,
            List<String> senders,
            boolean recognisesRepeats) {
        this(
                id,
                siteId,
                name,
                kind,
                senders,
                recognisesRepeats,
                Permission.usual(),
                List.of(),
                null);
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /// Whether it is good for a client at that address; null is a client on this machine.
    public boolean isGoodFrom(@Nullable InetAddress client) {
        if (networks.isEmpty()) return true;
        return client != null && networks.stream().anyMatch(one -> one.contains(client));
    }

    public enum Kind {
        /// User name and password for the SMTP doors.
        SMTP("smtp"),
        /// Bearer key for the HTTP API.
        API("api");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /// The word used in SQL, API and CLI.
        public String word() {
            return word;
        }

        public static Kind of(String word) {
            for (var kind : values()) {
                if (kind.word.equals(word)) return kind;
            }
            throw new IllegalArgumentException("no such kind of credential: " + word);
        }
    }
}
