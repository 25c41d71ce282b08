package dev.facteur.seed;

import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be tested, all of it known to exist.
///
/// @param route the only one that may be taken; null for those of the site
/// @param goals where a mail goes to, one each
/// @param patience how long it is looked for
record TestOrder(
        Site site,
        Address sender,
        @Nullable PinnedRoute route,
        List<Goal> goals,
        Duration patience,
        String language) {
    TestOrder {
        goals = List.copyOf(goals);
    }

    record PinnedRoute(long id, String name) {}

    /// @param seed null for an address that we cannot look into
    record Goal(Address address, @Nullable Seed seed) {}
}
