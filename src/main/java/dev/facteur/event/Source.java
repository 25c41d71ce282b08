package dev.facteur.event;

import java.util.Locale;

/// Who says what an [Echo] says.
public enum Source {
    /// A mail server, by a report on a mail that it or another one did not deliver.
    BOUNCE,
    /// A receiver, by a report on a mail that its user called spam.
    COMPLAINT,
    /// A provider, by a call of its own.
    WEBHOOK,
    /// Whoever fetched an image or followed a link that leads here.
    TRACKING;

    /// The word in the database, the API and on pages.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Source of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
