package dev.facteur.account;

import java.time.Instant;
import java.util.Locale;

/// That a domain belongs to whoever sends as it, since when, and by what it was shown. Lasts: a
/// record that disappears later takes it from nobody, since DNS fails now and then.
public record Verification(Instant at, By by) {

    public enum By {
        /// The record of one of its keys was seen in its DNS.
        DKIM,
        /// Its token was seen in its DNS.
        OWNERSHIP,
        /// The operator said so.
        OPERATOR;

        /// As the database, the API and the events say it: `dkim`.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static By of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
