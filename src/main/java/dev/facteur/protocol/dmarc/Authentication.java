package dev.facteur.protocol.dmarc;

import dev.facteur.protocol.dkim.DkimVerdict;
import dev.facteur.protocol.dmarc.Identifier.Method;
import dev.facteur.protocol.dmarc.Identifier.Proof;
import dev.facteur.protocol.spf.SpfAnswer;
import java.util.ArrayList;
import java.util.List;

/// Everything a receiver finds out about where one mail comes from.
///
/// @param dkim one verdict a signature, in the order of the fields
public record Authentication(SpfAnswer spf, List<DkimVerdict> dkim, DmarcAnswer dmarc) {
    public Authentication {
        dkim = List.copyOf(dkim);
    }

    /// Puts the three together; asks DNS for DMARC.
    ///
    /// @param authorDomain of the `From` field
    /// @param spf of MAIL FROM
    public static Authentication of(
            String authorDomain, SpfAnswer spf, List<DkimVerdict> dkim, DmarcChecker checker) {
        var identifiers = new ArrayList<Identifier>();
        for (var verdict : dkim) {
            if (verdict.domain().isEmpty()) continue;
            identifiers.add(new Identifier(Method.DKIM, verdict.domain(), proof(verdict)));
        }
        identifiers.add(new Identifier(Method.SPF, spf.domain(), proof(spf)));
        return new Authentication(spf, dkim, checker.check(authorDomain, identifiers));
    }

    private static Proof proof(DkimVerdict verdict) {
        return switch (verdict.result()) {
            case PASS -> Proof.PASSED;
            case FAIL, PERMERROR -> Proof.NOT_PASSED;
            case TEMPERROR -> Proof.UNKNOWN;
        };
    }

    private static Proof proof(SpfAnswer answer) {
        return switch (answer.result()) {
            case PASS -> Proof.PASSED;
            case NONE, NEUTRAL, FAIL, SOFTFAIL, PERMERROR -> Proof.NOT_PASSED;
            case TEMPERROR -> Proof.UNKNOWN;
        };
    }
}
