package dev.facteur.submit.smtp;

import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the site whose mail comes in at a local door; asked for each mail, because the sender may
/// decide, and because a site may be made after the gateway has started.
@FunctionalInterface
public interface LocalSite {
    Optional<Site> of(@Nullable Address sender);
}
