package dev.facteur.protocol.spf;

import dev.facteur.protocol.dns.Dns;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Asks SPF about clients, and about records alone. May be used by many threads at once; blocks
/// while DNS answers.
public final class SpfChecker {
    private final Dns dns;
    private final InstantSource clock;
    private final String receiver;
    private final Duration patience;

    /// @param receiver the name of the server that asks, for explanations (`%{r}`)
    /// @param patience after this no further question is asked, and the result is `temperror`; RFC
    ///   7208 §4.6.4 wants 20 s at least. A question that is being asked is waited for
    public SpfChecker(Dns dns, InstantSource clock, String receiver, Duration patience) {
        this.dns = dns;
        this.clock = clock;
        this.receiver = receiver;
        this.patience = patience;
    }

    /// Whether a client may send as `sender`, the address of MAIL FROM without its brackets; for
    /// `""` the name in HELO is asked about (RFC 7208 §2.4).
    public SpfAnswer mailFrom(InetAddress client, String helo, String sender) {
        return check(SpfClient.mailFrom(client, helo, sender));
    }

    /// Whether a client may call itself so (RFC 7208 §2.3).
    public SpfAnswer helo(InetAddress client, String helo) {
        return check(SpfClient.helo(client, helo));
    }

    private SpfAnswer check(SpfClient client) {
        return new SpfCheck(client, lookups(), receiver).answer();
    }

    /// A domain's record and those it includes, for no client in particular.
    public SpfTree tree(String domain) {
        return new SpfSurvey(lookups()).of(domain);
    }

    /// The same if the domain had these TXT records: what its own server has and nobody else yet,
    /// or what is only proposed.
    public SpfTree tree(String domain, List<String> texts) {
        return new SpfSurvey(lookups()).of(domain, texts);
    }

    private SpfLookups lookups() {
        return new SpfLookups(dns, clock, patience);
    }
}
