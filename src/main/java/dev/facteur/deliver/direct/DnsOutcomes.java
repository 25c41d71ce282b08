package dev.facteur.deliver.direct;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.protocol.dns.DnsTrouble;

/// What DNS has to say against a domain, as an outcome.
final class DnsOutcomes {
    private DnsOutcomes() {}

    /// The domain takes no mail, today or later.
    ///
    /// @param status of RFC 3463
    static Outcome refused(String status, String sentence) {
        return new Outcome.Refused(cause(status, sentence).because(Reason.UNKNOWN_DOMAIN));
    }

    /// RFC 3463 §3.5: the directory server did not answer.
    static Outcome unanswered(String domain, DnsTrouble trouble) {
        return later(
                "The mail servers of "
                        + domain
                        + " cannot be found for now: "
                        + withoutEnd(String.valueOf(trouble.getMessage()))
                        + ".");
    }

    /// Names in DNS end with a full stop of their own.
    private static String withoutEnd(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    static Outcome later(String sentence) {
        return new Outcome.Deferred(cause("4.4.3", sentence), null);
    }

    private static Cause cause(String status, String sentence) {
        return new Cause(Kind.DNS, Phase.CONNECT, null, null, status, sentence, null);
    }
}
