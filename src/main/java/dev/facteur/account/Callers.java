package dev.facteur.account;

import dev.facteur.mail.Address;
import dev.facteur.platform.LocalUser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Which site a local program hands mail over for, and whether it may. As which user it runs says
/// the kernel; the site's name and the sender are what it says itself, and count only among the
/// sites that this user may speak for.
///
/// A site with callers is spoken for by those alone, and a caller of some site speaks for no other
/// one. Safe for use by many threads.
public final class Callers {
    private final Accounts accounts;
    private final List<LocalUser> trusted;
    private volatile Found found = new Found(List.of(), new ConcurrentHashMap<>());

    /// Whose sites were looked for before. To compare a user with a number asks the system, and a
    /// machine may have thousands of them.
    ///
    /// @param all the sites at that moment: another list is another moment
    private record Found(List<Site> all, Map<Named, List<Site>> sites) {}

    /// A user and his name, which may become another one's.
    private record Named(LocalUser user, String name) {}

    /// @param trusted who speaks for every site, because the gateway's files are theirs anyway; not
    ///   he whose name stands for users that the kernel hides
    public Callers(Accounts accounts, List<LocalUser> trusted) {
        this.accounts = accounts;
        this.trusted = trusted.stream().filter(user -> !user.maybeAnybody()).toList();
    }

    /// @param caller null where the system does not tell
    /// @param named the site's name as the program says it; null when it names none
    public LocalOwner owner(
            @Nullable LocalUser caller, @Nullable String named, @Nullable Address sender) {
        var own = sitesOf(caller);
        if (named != null) {
            var site = accounts.site(named);
            return site.isEmpty()
                    ? new LocalOwner.Unknown(named)
                    : among(List.of(site.get()), caller, own);
        }
        if (own.size() == 1) return new LocalOwner.Of(own.getFirst());
        return among(accounts.sitesOfSender(sender), caller, own);
    }

    @SuppressWarnings("ReferenceEquality") // Lists that are alike may be of two moments.
    private List<Site> sitesOf(@Nullable LocalUser caller) {
        if (caller == null) return List.of();
        var all = accounts.sites();
        var before = found;
        if (before.all() != all) {
            before = new Found(all, new ConcurrentHashMap<>());
            found = before;
        }
        var named = new Named(caller, caller.name());
        return before.sites().computeIfAbsent(named, _ -> search(all, caller));
    }

    private List<Site> search(List<Site> all, LocalUser caller) {
        return all.stream()
                .filter(site -> accounts.callersOf(site).stream().anyMatch(caller::is))
                .toList();
    }

    private LocalOwner among(List<Site> candidates, @Nullable LocalUser caller, List<Site> own) {
        if (candidates.isEmpty()) return new LocalOwner.Nobody();
        Optional<Site> allowed =
                candidates.stream().filter(site -> maySpeak(caller, site, own)).findFirst();
        if (allowed.isPresent()) return new LocalOwner.Of(allowed.get());
        var user = caller == null ? "?" : caller.name();
        return new LocalOwner.Stranger(user, candidates.getFirst());
    }

    private boolean maySpeak(@Nullable LocalUser caller, Site site, List<Site> own) {
        if (own.contains(site)) return true;
        if (caller != null && trusted.contains(caller)) return true;
        return own.isEmpty() && accounts.callersOf(site).isEmpty();
    }
}
