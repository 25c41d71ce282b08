package dev.facteur.deliver.security;

import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.direct.Exchange;
import dev.facteur.deliver.direct.Exchanges;
import dev.facteur.deliver.direct.TlsPolicies;
import dev.facteur.deliver.security.StsPolicies.Known;
import dev.facteur.deliver.smtp.Unreachable;
import dev.facteur.deliver.tlsreport.AppliedPolicy;
import dev.facteur.deliver.tlsreport.TlsResult;
import dev.facteur.deliver.tlsreport.TlsSession;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.mail.Statement;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.platform.tls.TlsDemand;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.mtasts.StsPolicy;
import dev.facteur.protocol.mtasts.StsPolicy.Mode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What domains demand by DANE, and where that is silent by MTA-STS: the stronger proof first, and
/// the weaker never in its place (RFC 8461 §2).
public final class DomainPolicies implements TlsPolicies {
    private final TlsaRecords tlsa;
    private final StsPolicies sts;
    private final MxTls tls;
    private final Consumer<TlsSession> counted;

    /// @param tls judges certificates where a policy is only being tried out
    /// @param counted is told of every session and of every one that did not come about
    public DomainPolicies(Dns dns, StsPolicies sts, MxTls tls, Consumer<TlsSession> counted) {
        this.tlsa = new TlsaRecords(dns);
        this.sts = sts;
        this.tls = tls;
        this.counted = counted;
    }

    @Override
    public Demanded of(Exchanges domain, Exchange exchange)
            throws Unreachable, InterruptedException {
        if (exchange.host().startsWith("[")) return Demanded.NOTHING;
        var proved = proved(domain, exchange);
        if (proved != null && !proved.records().usable().isEmpty()) {
            var policy = AppliedPolicy.of(proved.base(), proved.records().usable());
            return demanded(domain, proved, policy, null);
        }
        // RFC 7672 §2.2: without a usable record TLS is a must all the same.
        var least = proved == null ? TlsDemand.OPPORTUNISTIC : proved;
        var known = sts.of(domain.domain());
        var policy = known.policy();
        reportFailure(domain, known);
        if (policy == null || policy.mode() == Mode.NONE) {
            return demanded(domain, least, AppliedPolicy.none(domain.domain()), null);
        }
        var applied = AppliedPolicy.of(domain.domain(), policy);
        if (policy.mode() == Mode.TESTING) return demanded(domain, least, applied, policy);
        if (policy.names(exchange.host())) {
            return demanded(domain, TlsDemand.VERIFIED, applied, null);
        }
        count(domain, applied, TlsResult.VALIDATION_FAILURE, exchange.host());
        throw unnamed(domain, exchange);
    }

    private Demanded demanded(
            Exchanges domain, TlsDemand demand, AppliedPolicy applied, @Nullable StsPolicy tried) {
        return new Demanded(
                demand, new SessionWitness(domain.domain(), applied, tried, tls, counted));
    }

    private void count(Exchanges domain, AppliedPolicy applied, TlsResult result, String host) {
        counted.accept(TlsSession.failure(domain.domain(), applied, result, host));
    }

    private TlsDemand.@Nullable Dane proved(Exchanges domain, Exchange exchange)
            throws Unreachable {
        try {
            return tlsa.of(domain, exchange).orElse(null);
        } catch (DnsTrouble trouble) {
            var none = AppliedPolicy.none(domain.domain());
            count(domain, none, TlsResult.DNSSEC_INVALID, exchange.host());
            throw withheld(Saying.PROOF_UNKNOWN.with(exchange.host()).and(trouble.statement()));
        }
    }

    private void reportFailure(Exchanges domain, Known known) {
        var failure = known.failure();
        if (failure == null) return;
        var result =
                switch (failure.kind()) {
                    case FETCH_ERROR -> TlsResult.STS_POLICY_FETCH_ERROR;
                    case INVALID -> TlsResult.STS_POLICY_INVALID;
                    case WEBPKI_INVALID -> TlsResult.STS_WEBPKI_INVALID;
                };
        var policy = known.policy();
        var applied =
                policy == null
                        ? AppliedPolicy.none(domain.domain())
                        : AppliedPolicy.of(domain.domain(), policy);
        count(domain, applied, result, "");
    }

    private static Unreachable unnamed(Exchanges domain, Exchange exchange) {
        return withheld(Saying.POLICY_OTHER_SERVER.with(domain.domain(), exchange.host()));
    }

    private static Unreachable withheld(Statement why) {
        return Unreachable.deferred(
                new Cause(Kind.TLS_POLICY, Phase.CONNECT, null, null, why)
                        .because(Reason.TLS_UNPROVED));
    }
}
