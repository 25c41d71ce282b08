package dev.facteur.protocol.dmarc;

import dev.facteur.protocol.dmarc.DmarcAnswer.Alignment;
import dev.facteur.protocol.dmarc.DmarcAnswer.Match;
import dev.facteur.protocol.dmarc.DmarcAnswer.Result;
import dev.facteur.protocol.dmarc.DmarcAnswer.Source;
import dev.facteur.protocol.dns.DnsName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One evaluation (RFC 9989 §5.3). For one thread; asks DNS and waits for it.
final class DmarcCheck {
    private final DmarcWalker walker;
    private final String author;

    DmarcCheck(DmarcWalker walker, String authorDomain) {
        this.walker = walker;
        this.author = normal(authorDomain);
    }

    private static String normal(String domain) {
        return DnsName.of(domain).orElse(DnsName.withoutFinalDot(domain)).toLowerCase(Locale.ROOT);
    }

    /// The record that decides, and what it says.
    private record Decision(DmarcRecord record, Source source) {}

    DmarcAnswer answer(List<Identifier> identifiers) {
        var walk = walker.walk(author);
        var organization = walk.organizationalDomain().orElse("");
        var decision = decision(walk, organization);
        if (decision.isEmpty()) {
            return nothing(walk.complete() ? Result.NONE : Result.TEMPERROR, organization, walk);
        }
        var record = decision.get().record();
        boolean own = decision.get().source() == Source.AUTHOR_DOMAIN;
        boolean exists = own || record.missing() == null || walker.exists(author);
        var policy = record.policyFor(own, exists);
        if (policy.isEmpty()) return nothing(Result.NONE, organization, walk);
        var alignments =
                identifiers.stream().map(one -> alignment(one, record, organization)).toList();
        return new DmarcAnswer(
                result(alignments),
                record.testing() ? policy.get().tested() : policy.get(),
                author,
                organization,
                record,
                decision.get().source(),
                alignments,
                walk);
    }

    private DmarcAnswer nothing(Result result, String organization, DmarcWalk walk) {
        return new DmarcAnswer(
                result,
                DmarcPolicy.NONE,
                author,
                organization,
                null,
                Source.NOBODY,
                List.of(),
                walk);
    }

    /// §4.10.1: the author's own record, or else the organization's, or else that of the public
    /// suffix above.
    private Optional<Decision> decision(DmarcWalk walk, String organization) {
        return decision(walk.recordAt(author).orElse(null), Source.AUTHOR_DOMAIN)
                // Without an answer for each name between, nobody knows whose record comes next.
                .or(() ->
                        organization.isEmpty() ? Optional.empty() : inherited(walk, organization));
    }

    private static Optional<Decision> inherited(DmarcWalk walk, String organization) {
        return decision(walk.recordAt(organization).orElse(null), Source.ORGANIZATIONAL_DOMAIN)
                .or(() -> decision(walk.publicSuffixRecord().orElse(null), Source.PUBLIC_SUFFIX));
    }

    private static Optional<Decision> decision(@Nullable DmarcRecord record, Source source) {
        return record == null ? Optional.empty() : Optional.of(new Decision(record, source));
    }

    /// §4.4: the same domain, or unless it is to be strict, one of the same organization.
    private Alignment alignment(Identifier identifier, DmarcRecord record, String organization) {
        var domain = normal(identifier.domain());
        if (domain.equals(author)) return new Alignment(identifier, Match.ALIGNED, organization);
        boolean strict =
                switch (identifier.method()) {
                    case DKIM -> record.strictDkim();
                    case SPF -> record.strictSpf();
                };
        if (strict) return new Alignment(identifier, Match.DIFFERENT, "");
        if (organization.isEmpty()) return new Alignment(identifier, Match.UNKNOWN, "");
        // An organization's domain is above all of its names: elsewhere no walk can lead to it.
        if (!DnsName.within(domain, organization)) {
            return new Alignment(identifier, Match.DIFFERENT, "");
        }
        var other = walker.walk(domain).organizationalDomain();
        if (other.isEmpty()) return new Alignment(identifier, Match.UNKNOWN, "");
        boolean same = other.get().equals(organization);
        return new Alignment(identifier, same ? Match.ALIGNED : Match.DIFFERENT, other.get());
    }

    /// §5.3.6: what may pass yet has not failed.
    private static Result result(List<Alignment> alignments) {
        if (alignments.stream().anyMatch(Alignment::passes)) return Result.PASS;
        return alignments.stream().anyMatch(Alignment::mightPass) ? Result.TEMPERROR : Result.FAIL;
    }
}
