package dev.facteur.route;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Looks whether a route works, without a mail: the connection, its encryption, the login.
public interface RouteCheck {
    /// Blocks until it is known; as long as the slowest way takes to fail.
    Report check(Route route) throws InterruptedException;

    /// What stood in the way of all mail when it was last looked, in a sentence; null when nothing
    /// is known to. Does not look.
    default @Nullable String notice(Route route) {
        return null;
    }

    /// Looks at the servers of a recipient's domain as a mail there would, without one.
    ///
    /// @return empty where the route leads to a provider, who alone knows
    default Optional<Destination> destination(Route route, String domain)
            throws InterruptedException {
        return Optional.empty();
    }

    /// A domain and its servers, in the order to try.
    ///
    /// @param trouble why it has none; null when it has
    record Destination(String domain, List<Server> servers, @Nullable String trouble) {
        public Destination {
            servers = List.copyOf(servers);
        }
    }

    /// A server of a domain.
    ///
    /// @param demand what its domain demands of TLS
    /// @param tls protocol and cipher suite that were spoken; `""` for none
    /// @param trouble why a mail would not be handed over now; null when it would
    record Server(String host, Demand demand, String tls, @Nullable String trouble) {}

    /// What a domain can demand of TLS.
    enum Demand {
        OPPORTUNISTIC,
        MTA_STS,
        DANE,
        /// It gets nothing now, whatever it shows.
        WITHHELD
    }

    /// What was found.
    ///
    /// @param way the one that works, `smtp.example.com:587 (192.0.2.1), TLSv1.3 …`; null when none
    ///   does
    /// @param tookMillis until it stood, or until it was clear that none does
    /// @param passedOver what became of the ways that were tried and not taken, a sentence each
    /// @param trouble why none works; null when one does
    /// @param advice what should be mended although it works, a sentence each
    record Report(
            @Nullable String way,
            long tookMillis,
            List<String> passedOver,
            @Nullable String trouble,
            List<String> advice) {
        public Report {
            passedOver = List.copyOf(passedOver);
            advice = List.copyOf(advice);
        }

        /// Without advice.
        public Report(
                @Nullable String way,
                long tookMillis,
                List<String> passedOver,
                @Nullable String trouble) {
            this(way, tookMillis, passedOver, trouble, List.of());
        }
    }
}
