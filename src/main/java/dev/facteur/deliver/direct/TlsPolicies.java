package dev.facteur.deliver.direct;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.smtp.TlsWitness;
import dev.facteur.deliver.smtp.Unreachable;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.platform.tls.TlsDemand;
import java.util.List;

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

        /// What came of it, with the reason where TLS would have done if nothing was demanded.
        List<Outcome> told(String domain, List<Outcome> outcomes) {
            if (demand instanceof TlsDemand.Opportunistic) return outcomes;
            return outcomes.stream().map(outcome -> told(domain, outcome)).toList();
        }

        private static Outcome told(String domain, Outcome outcome) {
            if (!(outcome instanceof Outcome.Deferred(var cause, var notBefore))) return outcome;
            boolean ofTls =
                    switch (cause.kind()) {
                        case TLS, STARTTLS_MISSING -> true;
                        case REPLY -> cause.phase() == Phase.STARTTLS;
                        case NETWORK, DNS, TLS_POLICY, AUTHENTICATION, CAPABILITY, LOCAL -> false;
                    };
            if (!ofTls) return outcome;
            var statement = Saying.TLS_DEMANDED.with(domain).and(cause.statement());
            return new Outcome.Deferred(
                    new Outcome.Cause(
                                    Outcome.Kind.TLS_POLICY,
                                    cause.phase(),
                                    cause.via(),
                                    cause.reply(),
                                    statement)
                            .because(Reason.TLS_UNPROVED),
                    notBefore);
        }
    }

    /// Nobody demands anything.
    TlsPolicies NONE = (_, _) -> Demanded.NOTHING;
}
