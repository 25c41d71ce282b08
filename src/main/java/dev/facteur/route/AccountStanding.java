package dev.facteur.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a provider tells of an account, asked by its API with the route's key and without a mail.
///
/// @param state what the account may do
/// @param why what the state was read from, in the provider's words; null when nothing needs saying
/// @param senders domains and addresses that it may send as once they are verified; null when it
///   does not tell
/// @param more whether it has senders beyond these
/// @param quotas how much may be sent in a time
/// @param untold what could not be found out
public record AccountStanding(
        State state,
        @Nullable String why,
        @Nullable List<Sender> senders,
        boolean more,
        List<Quota> quotas,
        List<Untold> untold) {
    public static final AccountStanding UNKNOWN = of(State.UNKNOWN, null);

    public AccountStanding {
        senders = senders == null ? null : List.copyOf(senders);
        quotas = List.copyOf(quotas);
        untold = List.copyOf(untold);
    }

    /// In the order of how much they say: of two findings about an account the later one holds.
    public enum State {
        UNKNOWN,
        /// It may send to everybody.
        OPEN,
        /// It is still tried out: only its own people get its mail, or nobody does.
        TRIAL,
        /// It may not send at all, until somebody acts.
        CLOSED,
        /// The provider does not take the key.
        REFUSED;

        /// The word of the API: `open`.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param name `example.com`, or one address of it: `shop@example.com`
    /// @param state the provider's word for it
    public record Sender(String name, boolean verified, String state) {
        /// Whether mail from all of a domain, or of one above it, or from some of its addresses may
        /// leave.
        boolean covers(String domain) {
            return verified
                    && (domain.equals(name)
                            || domain.endsWith("." + name)
                            || name.endsWith("@" + domain));
        }
    }

    public enum Period {
        SECOND,
        DAY,
        MONTH,
        /// What was bought, however long it lasts.
        PLAN;

        /// The word of the API: `day`.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Mails or recipients in a time, as the provider counts them; what it does not tell is null.
    public record Quota(
            Period period, @Nullable Long used, @Nullable Long limit, @Nullable Long left) {
        public static Quota used(Period period, long used, long limit) {
            return new Quota(period, used, limit, Math.max(0, limit - used));
        }

        public static Quota atMost(Period period, long limit) {
            return new Quota(period, null, limit, null);
        }

        public static Quota left(Period period, long left) {
            return new Quota(period, null, null, left);
        }
    }

    /// What can be asked of an account.
    public enum Topic {
        STATE,
        SENDERS,
        QUOTA;

        /// The word of the API: `senders`.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param forbidden whether it is only that this key may not ask, as one that may send and
    ///   nothing else
    /// @param words what was said instead
    public record Untold(Topic topic, boolean forbidden, String words) {}

    public static AccountStanding of(State state, @Nullable String why) {
        return new AccountStanding(state, why, null, false, List.of(), List.of());
    }

    public static AccountStanding quotas(List<Quota> quotas) {
        return new AccountStanding(State.UNKNOWN, null, null, false, quotas, List.of());
    }

    public static AccountStanding senders(List<Sender> senders, boolean more) {
        return new AccountStanding(State.UNKNOWN, null, senders, more, List.of(), List.of());
    }

    public static AccountStanding untold(Untold untold) {
        return new AccountStanding(State.UNKNOWN, null, null, false, List.of(), List.of(untold));
    }

    /// What both of them say of one account.
    public AccountStanding and(AccountStanding other) {
        boolean same = other.state.compareTo(state) <= 0;
        return new AccountStanding(
                same ? state : other.state,
                same ? why : other.why,
                senders == null || other.senders == null
                        ? (senders == null ? other.senders : senders)
                        : joined(senders, other.senders),
                more || other.more,
                joined(quotas, other.quotas),
                joined(untold, other.untold));
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        var all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    /// Whether mail from a domain is sure to be refused: the provider knows all senders of the
    /// account, and no verified one is of that domain.
    ///
    /// @param domain A-labels, lower case
    public boolean refuses(String domain) {
        return senders != null
                && !more
                && untold.stream().noneMatch(each -> each.topic() == Topic.SENDERS)
                && senders.stream().noneMatch(sender -> sender.covers(domain));
    }
}
