package dev.facteur.deliver.tlsreport;

import dev.facteur.protocol.dns.DnsAnswer.Tlsa;
import dev.facteur.protocol.mtasts.StsPolicy;
import java.util.List;

/// The policy under which a session was tried (RFC 8460 §4.2).
///
/// @param lines as it was found
/// @param domain whose it is: the recipient's, or the server's that has TLSA records
/// @param exchanges the servers that it names
public record AppliedPolicy(Type type, List<String> lines, String domain, List<String> exchanges) {
    /// Its word in reports.
    public enum Type {
        TLSA("tlsa"),
        STS("sts"),
        NONE("no-policy-found");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    public AppliedPolicy {
        lines = List.copyOf(lines);
        exchanges = List.copyOf(exchanges);
    }

    public static AppliedPolicy none(String domain) {
        return new AppliedPolicy(Type.NONE, List.of(), domain, List.of());
    }

    public static AppliedPolicy of(String domain, StsPolicy policy) {
        return new AppliedPolicy(Type.STS, policy.lines(), domain, policy.exchanges());
    }

    /// @param base the name under which the records are
    public static AppliedPolicy of(String base, List<Tlsa> records) {
        var lines =
                records.stream()
                        .map(record ->
                                "_25._tcp.%s. IN TLSA %d %d %d %s"
                                        .formatted(
                                                base,
                                                record.usage(),
                                                record.selector(),
                                                record.matching(),
                                                record.data()))
                        .toList();
        return new AppliedPolicy(Type.TLSA, lines, base, List.of());
    }
}
