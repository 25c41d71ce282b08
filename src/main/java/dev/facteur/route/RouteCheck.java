package dev.facteur.route;

import dev.facteur.mail.Statement;
import dev.facteur.platform.StorageException;
import dev.facteur.route.AccountStanding.State;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Looks whether a route works, without a mail: the connection, its encryption, the login, and how
/// the account stands where the provider's API tells.
public interface RouteCheck {
    /// Blocks until it is known; as long as the slowest way takes to fail.
    Report check(Route route) throws InterruptedException;

    /// What stood in the way of all mail when it was last looked; null when nothing is known to.
    /// Does not look.
    default @Nullable Notice notice(Route route) {
        return null;
    }

    /// What stands in the way of a route's mail.
    ///
    /// @param reason the word for it, see `deliver.verdict.Reason`; null where there is none
    record Notice(Statement statement, @Nullable String reason) {}

    /// Looks at the servers of a recipient's domain as a mail there would, without one.
    ///
    /// @return empty where the route leads to a provider, who alone knows
    default Optional<Destination> destination(Route route, String domain)
            throws InterruptedException {
        return Optional.empty();
    }

    /// Asks the route's provider what it wants in the DNS of a sender domain. Blocks.
    ///
    /// @param domain A-labels, lower case
    default SenderRecords senderRecords(Route route, String domain) {
        return SenderRecords.untold("");
    }

    /// Asks the route's provider which of its own lists hold an address back. Blocks.
    ///
    /// @param strike whether to take it off them
    default HeldLists listed(Route route, String address, boolean strike) {
        return HeldLists.UNTOLD;
    }

    /// Puts an address on the list of the route's provider that takes some by hand. Blocks.
    ///
    /// @return the lists that hold it now
    default HeldLists enter(Route route, String address) {
        return HeldLists.UNTOLD;
    }

    /// Fetches the lists of the route's provider that hold mail back. Blocks, for minutes where
    /// they are long.
    ///
    /// @param taker is handed page by page
    /// @return the lists that were read to their end
    default HeldLists fetch(Route route, HeldAddress.Taker taker)
            throws StorageException, InterruptedException {
        return HeldLists.UNTOLD;
    }

    /// A domain and its servers, in the order to try.
    ///
    /// @param trouble why it has none; null when it has
    record Destination(String domain, List<Server> servers, @Nullable Statement trouble) {
        public Destination {
            servers = List.copyOf(servers);
        }
    }

    /// A server of a domain.
    ///
    /// @param demand what its domain demands of TLS
    /// @param tls protocol and cipher suite that were spoken; `""` for none
    /// @param trouble why a mail would not be handed over now; null when it would
    record Server(String host, Demand demand, String tls, @Nullable Statement trouble) {}

    /// What a domain can demand of TLS.
    enum Demand {
        OPPORTUNISTIC,
        MTA_STS,
        DANE,
        /// It gets nothing now, whatever it shows.
        WITHHELD;

        /// The word of the API: `mta-sts`.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// What was found.
    ///
    /// @param way the one that works, `smtp.example.com:587 (192.0.2.1), TLSv1.3 …`; null when none
    ///   does
    /// @param tookMillis until it stood, or until it was clear that none does
    /// @param passedOver what became of the ways that were tried and not taken, a sentence each
    /// @param trouble why no mail would leave; null when one would
    /// @param reason the word for it that does not change, see `deliver.verdict.Reason`; null where
    ///   there is none
    /// @param account null where there is nobody to ask: no API, or no key for it
    /// @param advice what should be mended although it works, a sentence each
    /// @param loggedIn whether the route's mail server took its login; false where there is no such
    ///   server, and where only the API works
    record Report(
            @Nullable String way,
            long tookMillis,
            List<Statement> passedOver,
            @Nullable Statement trouble,
            @Nullable String reason,
            @Nullable AccountStanding account,
            List<Statement> advice,
            boolean loggedIn) {
        public Report {
            passedOver = List.copyOf(passedOver);
            advice = List.copyOf(advice);
        }

        /// Of a way that works.
        public Report(String way, long tookMillis, List<Statement> passedOver) {
            this(way, tookMillis, passedOver, null, null, null, List.of(), false);
        }

        /// Of ways that do not.
        public static Report trouble(
                long tookMillis,
                List<Statement> passedOver,
                Statement trouble,
                @Nullable String reason,
                @Nullable AccountStanding account) {
            return new Report(
                    null, tookMillis, passedOver, trouble, reason, account, List.of(), false);
        }

        /// The same with something to mend.
        public Report advising(List<Statement> sentences) {
            return new Report(
                    way, tookMillis, passedOver, trouble, reason, account, sentences, loggedIn);
        }

        /// The same, by the route's own login.
        public Report byLogin() {
            return new Report(way, tookMillis, passedOver, trouble, reason, account, advice, true);
        }

        /// The same where its provider was asked too: an account that may not send is trouble on
        /// every way.
        public Report with(@Nullable AccountStanding standing) {
            if (trouble != null || standing == null || standing.state() != State.CLOSED) {
                return new Report(
                        way, tookMillis, passedOver, trouble, reason, standing, advice, loggedIn);
            }
            var closed = Saying.ACCOUNT_CLOSED.with(standing.why());
            return trouble(tookMillis, passedOver, closed, null, standing);
        }
    }
}
