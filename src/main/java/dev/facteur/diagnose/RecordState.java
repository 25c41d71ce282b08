package dev.facteur.diagnose;

import java.util.Locale;

/// How a record that is wanted stands in DNS.
public enum RecordState {
    THERE,
    MISSING,
    /// Something else stands in its place.
    DIFFERS,
    /// DNS gave no answer.
    UNKNOWN;

    /// The word of the API: `differs`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
