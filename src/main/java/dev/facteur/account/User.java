package dev.facteur.account;

import dev.facteur.platform.Network;
import dev.facteur.platform.http.Right;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A person who operates, known by a token.
///
/// @param sites ids of the sites they have to do with; null for all, and for what is no site's
/// @param networks from where the token is good; empty for everywhere
/// @param lastUsed as the database had it, see [LastUse]; null for never
public record User(
        long id,
        String name,
        Role role,
        @Nullable Set<Long> sites,
        List<Network> networks,
        @Nullable Instant lastUsed) {
    public User {
        sites = sites == null ? null : Set.copyOf(sites);
        networks = List.copyOf(networks);
    }

    /// Whoever may read the data folder of the running gateway.
    static User ofTheMachine() {
        return new User(0, "operator", Role.OWNER, null, List.of(), null);
    }

    public boolean isTheMachine() {
        return id == 0;
    }

    /// Whether their role opens that. Who has to do with some sites only may what a key of these
    /// sites may, as far as the role goes.
    public boolean may(Right right) {
        if (right instanceof Permission permission) return role.includes(permission.role());
        return right instanceof Role least && sites == null && role.includes(least);
    }

    public boolean sees(long site) {
        var some = sites;
        return some == null || some.contains(site);
    }

    /// Whether the token is good for a client at that address; null is a client on this machine.
    public boolean isGoodFrom(@Nullable InetAddress client) {
        if (networks.isEmpty()) return true;
        return client != null && networks.stream().anyMatch(one -> one.contains(client));
    }
}
