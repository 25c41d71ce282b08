package dev.facteur.retention;

import dev.facteur.mail.Address;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whose data is meant: an address, in one site's mail or in all.
///
/// @param siteId null for all
record Person(Address address, @Nullable Long siteId, Mentions mentions) {
    static Person of(Address address, @Nullable Long siteId) {
        return new Person(address, siteId, new Mentions(address));
    }

    /// As suppressions are kept.
    String key() {
        return address.toString().toLowerCase(Locale.ROOT);
    }
}
