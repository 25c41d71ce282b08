package dev.facteur.feedback;

import java.time.Instant;
import java.util.List;

/// How TLS went with the mail servers of some domains, as one sender saw it (RFC 8460 §4). All
/// texts are one line of bounded length; what the report lacks is `""`.
///
/// @param organization as the reporter calls himself
record TlsReport(
        String organization,
        String contact,
        String id,
        Instant begin,
        Instant end,
        List<Policy> policies) {
    TlsReport {
        policies = List.copyOf(policies);
    }

    /// @param type `sts`, `tlsa`, `no-policy-found`
    /// @param domain whose it is; an A-label name
    /// @param successes sessions that brought what was demanded
    /// @param failures sessions that did not
    record Policy(
            String type, String domain, long successes, long failures, List<Failure> details) {
        Policy {
            details = List.copyOf(details);
        }
    }

    /// @param result `certificate-expired` (RFC 8460 §4.3)
    /// @param sender address of the one who tried
    /// @param host name of the server
    /// @param address of the server
    /// @param reason the reporter's own word
    record Failure(
            String result, String sender, String host, String address, String reason, long count) {}
}
