package dev.facteur.protocol.dmarc;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A record at `_dmarc.` and a domain, read (RFC 9989 §4.7).
///
/// @param policy `p`; `null` when it is missing or none that is known
/// @param subdomains `sp`; `null` when it is missing or none that is known
/// @param missing `np`, for names that do not exist; likewise
/// @param strictDkim whether a signature's domain has to be the author's own (`adkim=s`)
/// @param strictSpf likewise for SPF (`aspf=s`)
/// @param testing `t=y`
/// @param failureOptions `fo`
/// @param aggregateReports `rua`, the URIs that are well formed, without size limits
/// @param failureReports `ruf`, likewise
/// @param faults in the order of the text
public record DmarcRecord(
        String domain,
        String text,
        @Nullable DmarcPolicy policy,
        @Nullable DmarcPolicy subdomains,
        @Nullable DmarcPolicy missing,
        PublicSuffix publicSuffix,
        boolean strictDkim,
        boolean strictSpf,
        boolean testing,
        Set<String> failureOptions,
        List<String> aggregateReports,
        List<String> failureReports,
        List<DmarcFault> faults) {

    public DmarcRecord {
        failureOptions = Set.copyOf(failureOptions);
        aggregateReports = List.copyOf(aggregateReports);
        failureReports = List.copyOf(failureReports);
        faults = List.copyOf(faults);
    }

    /// `psd`: whether others register names below this one.
    public enum PublicSuffix {
        YES,
        /// It is an organization's own domain, whatever lies above.
        NO,
        UNKNOWN
    }

    /// Whether a TXT record is one of DMARC: its first tag is `v`, and exactly `DMARC1`.
    public static boolean claims(String text) {
        int end = text.indexOf(';');
        var first = end < 0 ? text : text.substring(0, end);
        int equals = first.indexOf('=');
        // RFC 9989 §4.8: spaces are allowed round the "=" and before the ";", not at the beginning.
        return equals > 0
                && DmarcParser.trimmed(first.substring(0, equals)).equalsIgnoreCase("v")
                && first.charAt(0) != ' '
                && DmarcParser.trimmed(first.substring(equals + 1)).equals("DMARC1");
    }

    /// Reads a text that [#claims] to be a record. Whatever cannot be read counts as not there, and
    /// is among the faults.
    ///
    /// @param text a byte a character
    public static DmarcRecord parse(String domain, String text) {
        return new DmarcParser(domain, text).parse();
    }

    /// The policy for mail of a domain at or below this one; empty when the record asks for no
    /// processing at all (RFC 9989 §4.10.1).
    ///
    /// @param own whether it is the domain itself
    /// @param exists whether the domain exists
    public Optional<DmarcPolicy> policyFor(boolean own, boolean exists) {
        if (policy == null || has(DmarcFault.Kind.BAD_POLICY)) {
            return aggregateReports.isEmpty() ? Optional.empty() : Optional.of(DmarcPolicy.NONE);
        }
        if (own) return Optional.of(policy);
        if (!exists && missing != null) return Optional.of(missing);
        return Optional.of(subdomains != null ? subdomains : policy);
    }

    private boolean has(DmarcFault.Kind kind) {
        return faults.stream().anyMatch(fault -> fault.kind() == kind);
    }
}
