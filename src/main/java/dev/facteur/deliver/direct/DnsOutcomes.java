package dev.facteur.deliver.direct;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.mail.Statement;
import dev.facteur.protocol.dns.DnsTrouble;

/// What DNS has to say against a domain, as an outcome.
final class DnsOutcomes {
    private DnsOutcomes() {}

    /// The domain takes no mail, today or later.
    ///
    /// @param status of RFC 3463
    static Outcome refused(String status, Statement statement) {
        return new Outcome.Refused(cause(status, statement).because(Reason.UNKNOWN_DOMAIN));
    }

    /// RFC 3463 §3.5: the directory server did not answer.
    static Outcome unanswered(String domain, DnsTrouble trouble) {
        var statement = Saying.MX_UNANSWERED.with(domain).and(trouble.statement());
        return new Outcome.Deferred(cause("4.4.3", statement), null);
    }

    private static Cause cause(String status, Statement statement) {
        return new Cause(Kind.DNS, Phase.CONNECT, null, null, status, statement, null);
    }
}
