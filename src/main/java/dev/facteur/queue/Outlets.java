package dev.facteur.queue;

import dev.facteur.mail.Stream;
import java.util.List;

/// Which outlets a lane may take, the one to prefer first. None when no route is configured: the
/// mail waits.
public interface Outlets {
    List<Outlet> outlets(long siteId, Stream stream);

    /// The one outlet of mail that may take no other; none when it was removed.
    default List<Outlet> pinned(long route) {
        return List.of();
    }
}
