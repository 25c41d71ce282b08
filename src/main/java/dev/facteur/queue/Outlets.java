package dev.facteur.queue;

import dev.facteur.mail.Stream;
import java.util.Optional;

/// Which outlet a lane takes. Empty when no route is configured: the mail waits.
public interface Outlets {
    Optional<Outlet> outlet(long siteId, Stream stream);
}
