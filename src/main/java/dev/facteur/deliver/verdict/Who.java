package dev.facteur.deliver.verdict;

import java.util.Locale;

/// Who has to act before it goes better.
public enum Who {
    NOBODY,
    /// The site, or the operator of this gateway.
    YOU,
    PROVIDER,
    RECIPIENT,
    /// Whoever keeps the records of the sender's domain.
    DNS,
    /// The company that this machine's address belongs to.
    HOST;

    /// As it stands in events.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
