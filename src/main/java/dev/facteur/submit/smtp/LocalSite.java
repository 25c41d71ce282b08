package dev.facteur.submit.smtp;

import dev.facteur.account.Site;
import dev.facteur.platform.StorageException;
import java.util.Optional;

/// Finds the site whose mail comes in at the local door; asked at each connection, because it may
/// be made after the gateway has started.
@FunctionalInterface
public interface LocalSite {
    Optional<Site> find() throws StorageException;
}
