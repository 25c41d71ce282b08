package dev.facteur.deliver.direct;

import dev.facteur.deliver.smtp.TlsWitness;
import dev.facteur.deliver.smtp.Unreachable;
import dev.facteur.platform.tls.TlsDemand;

/// What the domains of recipients demand of TLS. Used by many threads; may block for DNS.
@FunctionalInterface
public interface TlsPolicies {
    /// What that server must show before it gets mail for that domain.
    ///
    /// @throws Unreachable when it must not get any now; the next server may
    Demanded of(Exchanges domain, Exchange exchange) throws Unreachable, InterruptedException;

    /// @param witness hears how TLS goes with that server
    record Demanded(TlsDemand demand, TlsWitness witness) {
        /// Nothing, and nobody listens.
        public static final Demanded NOTHING =
                new Demanded(TlsDemand.OPPORTUNISTIC, TlsWitness.NONE);
    }

    /// Nobody demands anything.
    TlsPolicies NONE = (_, _) -> Demanded.NOTHING;
}
