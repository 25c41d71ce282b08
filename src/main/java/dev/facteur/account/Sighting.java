package dev.facteur.account;

import java.util.Locale;

/// What one look saw of a domain's record.
///
/// @param name of the record
/// @param value as it stands there, or would have to
public record Sighting(Purpose purpose, String name, State state, String value) {

    /// Why there is such a record.
    public enum Purpose {
        /// Shows whose the domain is.
        OWNERSHIP,
        DKIM,
        SPF,
        DMARC;

        /// As the database, the API and the events say it: `dkim`.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Purpose of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    public enum State {
        /// It stands there as it should.
        THERE,
        /// It does not, or not as it should.
        MISSING,
        /// DNS gave no answer, or was in trouble itself.
        UNKNOWN;

        /// As the API says it: `there`.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public boolean there() {
        return state == State.THERE;
    }
}
