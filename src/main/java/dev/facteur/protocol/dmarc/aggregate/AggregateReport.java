package dev.facteur.protocol.dmarc.aggregate;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one receiver saw of one domain's mail in some time, mostly a day (RFC 9990 §3.1).
///
/// All texts are one line of bounded length; what the report lacks is `""`. Names of domains are
/// A-labels in lower case, of letters, digits, `-`, `_` and dots only.
///
/// @param organization as the reporter calls himself
/// @param email whom to ask
/// @param id names the report among those on the domain
/// @param domain at which the policy was found
/// @param policy its `p`
/// @param rows at most [AggregateReader#MOST_ROWS]
/// @param unreadable rows that were passed over, without an address or a count
public record AggregateReport(
        String organization,
        String email,
        String id,
        Instant begin,
        Instant end,
        String domain,
        String policy,
        List<Row> rows,
        int unreadable) {
    public AggregateReport {
        rows = List.copyOf(rows);
    }

    /// Mails of one kind from one address.
    ///
    /// @param count more than 0, at most [AggregateReader#MOST_MAILS]
    /// @param disposition what became of them: `none`, `quarantine`, `reject`, `pass`
    /// @param dkimAligned whether a signature of the author's domain held
    /// @param spfAligned whether SPF spoke for the author's domain
    /// @param reasons why the disposition is not the policy's: `mailing_list`
    /// @param headerFrom the author's domain
    /// @param envelopeFrom the return path's domain
    /// @param spf null where it was not looked at
    public record Row(
            InetAddress source,
            long count,
            String disposition,
            boolean dkimAligned,
            boolean spfAligned,
            List<String> reasons,
            String headerFrom,
            String envelopeFrom,
            List<Proof> dkim,
            @Nullable Proof spf) {
        public Row {
            reasons = List.copyOf(reasons);
            dkim = List.copyOf(dkim);
        }
    }

    /// What a check said of a domain, aligned or not.
    ///
    /// @param result as in RFC 8601 §2.7: `pass`, `fail`
    public record Proof(String domain, String result) {
        public boolean passed() {
            return result.equals("pass");
        }
    }
}
