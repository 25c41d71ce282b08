package dev.facteur.account;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How far a DKIM key has come. It goes one way: next, signing, retiring, retired.
public sealed interface KeyState {
    /// When it came into this state.
    Instant since();

    /// Made, and does not sign yet.
    ///
    /// @param byItself whether it begins to sign as soon as its record is seen; else it waits for
    ///   somebody to say so
    /// @param seenAt the first of the looks in a row that found its record everywhere; null when
    ///   the last one did not
    record Next(Instant since, boolean byItself, @Nullable Instant seenAt) implements KeyState {}

    /// Mail is signed with it.
    record Signing(Instant since) implements KeyState {}

    /// Another key signs in its place; mail on its way still needs its record.
    record Retiring(Instant since) implements KeyState {}

    /// Nobody needs its record any more, which is there all the same.
    record Retired(Instant since) implements KeyState {}

    /// The word of the database and the API: `signing`.
    default String word() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /// @param seenAt null, except that of a next key
    static KeyState of(String word, Instant since, boolean byItself, @Nullable Instant seenAt) {
        return switch (word) {
            case "next" -> new Next(since, byItself, seenAt);
            case "signing" -> new Signing(since);
            case "retiring" -> new Retiring(since);
            case "retired" -> new Retired(since);
            default -> throw new IllegalArgumentException("no such state of a key: " + word);
        };
    }
}
