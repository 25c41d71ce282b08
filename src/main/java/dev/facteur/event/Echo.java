package dev.facteur.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What somebody beyond the next server says of a mail after it was handed over: the recipient's
/// server by a bounce, the recipient by a complaint or by what he opens, a provider by its webhook.
///
/// Echoes come late, twice and in any order, so each has an [Origin] by which a repetition is
/// known, and its own time. A reply in one is as whoever sent it quotes it. `reason` and `who` are
/// words of `deliver.verdict.Reason` and `Who`; null where nothing was said that could be
/// understood.
public sealed interface Echo extends MailEvent {

    /// When it happened, by the clock of whoever says so.
    Instant happened();

    /// The recipient's server took it.
    record Confirmed(Instant happened, @Nullable String reply) implements Echo {
        @Override
        public String kind() {
            return "confirmed";
        }
    }

    /// The next server still tries.
    record Delayed(
            Instant happened, @Nullable String reason, @Nullable String who, @Nullable String reply)
            implements Echo {
        @Override
        public String kind() {
            return "delayed";
        }
    }

    /// It was not delivered after all.
    ///
    /// @param hard the address will not do, today or later; else this mail was given up and the
    ///   next one may pass
    /// @param status the enhanced status code (RFC 3463), null where none was given
    record Bounced(
            Instant happened,
            boolean hard,
            @Nullable String reason,
            @Nullable String who,
            @Nullable String status,
            @Nullable String reply)
            implements Echo {
        @Override
        public String kind() {
            return "bounced";
        }
    }

    /// The provider took it and then did not try.
    record Dropped(
            Instant happened, @Nullable String reason, @Nullable String who, @Nullable String reply)
            implements Echo {
        @Override
        public String kind() {
            return "dropped";
        }
    }

    /// The recipient called it spam.
    ///
    /// @param sort the feedback type (RFC 5965 §3.1), such as `abuse`; null where none was given
    record Complained(Instant happened, @Nullable String sort) implements Echo {
        @Override
        public String kind() {
            return "complained";
        }
    }

    /// Its images were fetched.
    ///
    /// @param machine it is taken for a scanner, or for a program that fetches images of all mails
    /// @param by what fetched them, by a word of the table of readers (`track`); null for a mail
    ///   program, and where the source does not say
    record Opened(Instant happened, boolean machine, @Nullable String by) implements Echo {
        public Opened(Instant happened, boolean machine) {
            this(happened, machine, null);
        }

        @Override
        public String kind() {
            return "opened";
        }
    }

    /// A link was followed.
    ///
    /// @param host of the link; the rest of it may be a secret, and is not kept
    /// @param machine as in [Opened]; so is `by`
    record Clicked(Instant happened, @Nullable String host, boolean machine, @Nullable String by)
            implements Echo {
        public Clicked(Instant happened, @Nullable String host, boolean machine) {
            this(happened, host, machine, null);
        }

        @Override
        public String kind() {
            return "clicked";
        }
    }

    /// The recipient wants no more broadcasts.
    record Unsubscribed(Instant happened) implements Echo {
        @Override
        public String kind() {
            return "unsubscribed";
        }
    }

    /// Something else, which changes nothing and is not lost.
    ///
    /// @param word the source's own, such as `group_resubscribe` or `auto-reply`
    record Noted(Instant happened, String word) implements Echo {
        @Override
        public String kind() {
            return "noted";
        }
    }
}
