package dev.facteur.diagnose.domain;

import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.protocol.dns.DnsName;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// Where receivers are asked to send the reports on our domains.
///
/// @param mailbox the address of the mailbox that is read here; empty when there is none
public record ReportAddress(Supplier<Optional<String>> mailbox) {
    /// Of a gateway that reads no mailbox.
    public static final ReportAddress POSTMASTER = new ReportAddress(Optional::empty);

    private static final Duration TTL = Duration.ofHours(1);

    /// The mailbox that is read here; else whoever reads the mail of the domain's postmaster.
    String of(String domain) {
        return mailbox.get().orElse("postmaster@" + domain);
    }

    /// By which another organization's domain says that it takes the reports on a domain (RFC 9990
    /// §4); empty where the address is of the same one.
    static Optional<ZoneRecord> consent(String domain, String address) {
        int at = address.lastIndexOf('@');
        var other = address.substring(at + 1).toLowerCase(Locale.ROOT);
        boolean same = DnsName.within(other, domain) || DnsName.within(domain, other);
        if (at < 0 || same) return Optional.empty();
        var name = domain + "._report._dmarc." + other;
        return Optional.of(new ZoneRecord(name, "TXT", "v=DMARC1", TTL));
    }
}
