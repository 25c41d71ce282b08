package dev.facteur.protocol.dmarc;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What DMARC says of one mail, and the way it was found.
///
/// @param policy what the domain wishes for this mail should it fail; while it is tested already
///   one step weaker
/// @param authorDomain of the `From` field, in lower case
/// @param organizationalDomain of the author's domain; `""` when DNS did not say
/// @param record the one that decides; `null` when none does
/// @param source where that stands
/// @param alignments of the identifiers, in their order
/// @param walk from the author's domain
public record DmarcAnswer(
        Result result,
        DmarcPolicy policy,
        String authorDomain,
        String organizationalDomain,
        @Nullable DmarcRecord record,
        Source source,
        List<Alignment> alignments,
        DmarcWalk walk) {

    public DmarcAnswer {
        alignments = List.copyOf(alignments);
    }

    /// As RFC 9989 registers them for RFC 8601 §2.7.
    public enum Result {
        /// There is no policy for this domain.
        NONE,
        PASS,
        FAIL,
        /// DNS did not say all that is needed.
        TEMPERROR;

        /// As it stands in header fields.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whose record decides.
    public enum Source {
        NOBODY,
        AUTHOR_DOMAIN,
        ORGANIZATIONAL_DOMAIN,
        PUBLIC_SUFFIX
    }

    /// Whether an identifier belongs to the author's domain.
    ///
    /// @param organizationalDomain of the identifier; `""` when it was not needed or not found
    public record Alignment(Identifier identifier, Match match, String organizationalDomain) {
        /// Whether it lets the mail pass.
        public boolean passes() {
            return match == Match.ALIGNED && identifier.proof() == Identifier.Proof.PASSED;
        }

        /// Whether it might, if DNS had answered.
        boolean mightPass() {
            return match != Match.DIFFERENT && identifier.proof() != Identifier.Proof.NOT_PASSED;
        }
    }

    public enum Match {
        ALIGNED,
        DIFFERENT,
        /// DNS did not say.
        UNKNOWN
    }
}
