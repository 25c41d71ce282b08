package dev.facteur.queue;

import dev.facteur.event.Echo;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What came back of a recipient's mail after the next server took it. Stands beside the [State],
/// which says what this gateway did, and moves nothing in the queue: who bounced is never tried
/// again by itself.
public enum Fate {
    DELAYED,
    CONFIRMED,
    SOFTLY_BOUNCED,
    DROPPED,
    BOUNCED,
    COMPLAINED;

    /// The word in the database and the API.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Fate of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /// Empty where an echo says nothing of where the mail is.
    public static Optional<Fate> of(Echo echo) {
        return switch (echo) {
            case Echo.Delayed _ -> Optional.of(DELAYED);
            case Echo.Confirmed _, Echo.Opened _, Echo.Clicked _ -> Optional.of(CONFIRMED);
            case Echo.Bounced bounced -> Optional.of(bounced.hard() ? BOUNCED : SOFTLY_BOUNCED);
            case Echo.Dropped _ -> Optional.of(DROPPED);
            case Echo.Complained _ -> Optional.of(COMPLAINED);
            case Echo.Unsubscribed _, Echo.Noted _ -> Optional.empty();
        };
    }

    /// Whether this one holds from now on. Echoes come in any order: a delay is over once anything
    /// else is known, what was confirmed may softly bounce later and the other way round, and what
    /// ends a mail stands whatever comes, but for what says more.
    ///
    /// @param known what stood until now, null when nothing did; `since` when that happened
    boolean replaces(@Nullable Fate known, @Nullable Instant since, Instant happened) {
        if (known == null || since == null) return true;
        if (known.wavers() && wavers()) return !happened.isBefore(since);
        return compareTo(known) > 0;
    }

    private boolean wavers() {
        return this == CONFIRMED || this == SOFTLY_BOUNCED;
    }
}
