package dev.facteur.protocol.spf;

import java.util.Locale;

/// What SPF says of a client (RFC 7208 §2.6).
public enum SpfResult {
    /// There is no record, or no domain to look for one at.
    NONE,
    /// The domain says that it does not say.
    NEUTRAL,
    PASS,
    FAIL,
    /// Probably not; between [#NEUTRAL] and [#FAIL].
    SOFTFAIL,
    /// DNS gave no answer for now.
    TEMPERROR,
    /// The records cannot be read or ask for too much; somebody has to mend them.
    PERMERROR;

    /// As it stands in header fields (RFC 8601 §2.7.2).
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
