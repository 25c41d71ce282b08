package dev.facteur.protocol.dmarc;

import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/// Asks DMARC about mails, and about domains alone. May be used by many threads at once; blocks
/// while DNS answers.
public final class DmarcChecker {
    private final Dns dns;
    private final InstantSource clock;
    private final Duration patience;

    /// @param patience after this no further question is asked; one that is being asked is waited
    ///   for
    public DmarcChecker(Dns dns, InstantSource clock, Duration patience) {
        this.dns = dns;
        this.clock = clock;
        this.patience = patience;
    }

    /// What becomes of a mail by an author of `authorDomain`, the only one of its `From` field.
    ///
    /// @param identifiers what SPF and DKIM have found out
    public DmarcAnswer check(String authorDomain, List<Identifier> identifiers) {
        return new DmarcCheck(walker(), authorDomain).answer(identifiers);
    }

    /// Which records a domain has and inherits.
    public DmarcWalk walk(String domain) {
        var name = DnsName.of(domain).orElse(DnsName.withoutFinalDot(domain));
        return walker().walk(name.toLowerCase(Locale.ROOT));
    }

    private DmarcWalker walker() {
        return new DmarcWalker(dns, clock, clock.instant().plus(patience));
    }
}
