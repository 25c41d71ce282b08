package dev.facteur.seed;

import java.util.Locale;

/// Where a test mail lies.
public enum Placement {
    INBOX,
    SPAM,
    /// In the inbox of a receiver that hides advertising from it, and among that.
    PROMOTIONS,
    /// In a folder that somebody's rule puts it into.
    OTHER,
    /// Nowhere, as long as it was looked for.
    NOWHERE,
    /// The mailbox could not be looked into.
    UNKNOWN,
    /// The mail has not left, so nobody looked.
    UNSENT;

    /// As it stands in the database and the API.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Placement of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
