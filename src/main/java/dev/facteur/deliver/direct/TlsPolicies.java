package dev.facteur.deliver.direct;

import dev.facteur.deliver.smtp.Unreachable;
import dev.facteur.platform.tls.TlsDemand;

/// What the domains of recipients demand of TLS. Used by many threads; may block for DNS.
@FunctionalInterface
public interface TlsPolicies {
    /// What that server must show before it gets mail for that domain.
    ///
    /// @throws Unreachable when it must not get any now; the next server may
    TlsDemand of(Exchanges domain, Exchange exchange) throws Unreachable, InterruptedException;

    /// Nobody demands anything.
    TlsPolicies NONE = (_, _) -> TlsDemand.OPPORTUNISTIC;
}
