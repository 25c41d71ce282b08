package dev.facteur.suppress;

import java.util.Locale;
import java.util.Optional;

/// Why an address is suppressed.
public enum Cause {
    /// It does not exist, or takes nothing any more.
    HARD_BOUNCE,
    /// Mail to it was given up several times in a short while.
    SOFT_BOUNCES,
    /// Its owner called a mail spam.
    COMPLAINT,
    /// Its owner wants no more broadcasts.
    UNSUBSCRIBED,
    /// The provider keeps it on a list of its own, and would drop the mail.
    PROVIDER,
    /// Somebody put it there.
    BY_HAND;

    /// The word in the database, the API and on pages.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Cause> of(String word) {
        for (var cause : values()) {
            if (cause.word().equals(word)) return Optional.of(cause);
        }
        return Optional.empty();
    }
}
