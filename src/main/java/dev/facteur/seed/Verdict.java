package dev.facteur.seed;

import java.util.Locale;

/// What a test came to, the best first.
public enum Verdict {
    /// Taken by the next server; with a seed mailbox: in its inbox.
    DELIVERED,
    /// Taken, and not where people look, or nowhere to be seen.
    ASTRAY,
    /// On its way, or put off by the other side.
    WAITING,
    /// The other side said no for good.
    REFUSED,
    /// It did not get as far as to be refused.
    STUCK;

    /// As it stands in the API.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
