package dev.facteur.feedback;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What became of one report.
///
/// @param kind null where it could not be read
/// @param domain that it is about; `""` where it could not be read, as `reporter` and `id`
/// @param reporter as it calls itself
/// @param begin null where it could not be read, as `end`
/// @param count mails, or sessions, that were counted
/// @param code why it was not taken, in words joined by hyphens; `""` when it was
/// @param reason the same as half a sentence
public record Receipt(
        Outcome outcome,
        @Nullable Kind kind,
        String domain,
        String reporter,
        String id,
        @Nullable Instant begin,
        @Nullable Instant end,
        long count,
        String code,
        String reason) {

    public enum Kind {
        DMARC,
        TLS;

        /// The word of the API and of the database: `dmarc`.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public enum Outcome {
        TAKEN,
        /// It was taken before.
        KNOWN,
        REFUSED;

        /// The word of the API: `taken`.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Receipt unreadable(Unreadable why) {
        return new Receipt(
                Outcome.REFUSED, null, "", "", "", null, null, 0, why.code(), why.reason());
    }

    /// Whether it is on our shelf now.
    public boolean kept() {
        return outcome != Outcome.REFUSED;
    }
}
