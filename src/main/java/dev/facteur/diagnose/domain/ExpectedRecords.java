package dev.facteur.diagnose.domain;

import dev.facteur.account.DkimKey;
import dev.facteur.account.Domain;
import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.ReverseName;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a domain has to publish. Asks nobody.
final class ExpectedRecords {
    static final Duration TTL = Duration.ofHours(1);

    /// Between two steps of a DMARC policy: receivers' reports come once a day, and some mail is
    /// sent only once a month.
    private static final int DAYS_A_STAGE = 30;

    private ExpectedRecords() {}

    /// The keys that sign, and those that were made to sign next: what is older than a key that
    /// signs was replaced.
    static List<DkimKey> publishedKeys(Domain domain) {
        long oldest =
                domain.keys().stream()
                        .filter(DkimKey::active)
                        .mapToLong(DkimKey::id)
                        .min()
                        .orElse(0);
        return domain.keys().stream().filter(key -> key.id() >= oldest).toList();
    }

    static ZoneRecord ownership(Domain.Proof proof) {
        return new ZoneRecord(proof.recordName(), "TXT", proof.recordValue(), TTL);
    }

    static ZoneRecord dkim(DkimKey key) {
        return new ZoneRecord(key.recordName(), "TXT", key.recordValue(), TTL);
    }

    static ZoneRecord spf(String domain, String text) {
        return new ZoneRecord(domain, "TXT", text, TTL);
    }

    /// The first stage: it changes nothing, and receivers begin to report.
    static ZoneRecord dmarc(String domain) {
        return dmarc(domain, "v=DMARC1; p=none; rua=mailto:postmaster@" + domain);
    }

    static ZoneRecord dmarc(String domain, String text) {
        return new ZoneRecord("_dmarc." + domain, "TXT", text, TTL);
    }

    /// A later value of a record, and the day from which it may be published.
    record Stage(LocalDate from, String value) {}

    /// RFC 9989 has no `pct`: a policy is sharpened by its steps.
    static List<Stage> laterStages(String domain, LocalDate today) {
        var reports = "np=reject; rua=mailto:postmaster@" + domain;
        return List.of(
                new Stage(today.plusDays(DAYS_A_STAGE), "v=DMARC1; p=quarantine; " + reports),
                new Stage(today.plusDays(2 * DAYS_A_STAGE), "v=DMARC1; p=reject; " + reports));
    }

    static List<ZoneRecord> pointers(Needs needs) {
        var records = new ArrayList<ZoneRecord>();
        for (var pointer : needs.pointers()) {
            var name = DnsName.withoutFinalDot(ReverseName.of(pointer.address()));
            records.add(new ZoneRecord(name.toLowerCase(Locale.ROOT), "PTR", pointer.host(), TTL));
        }
        return records;
    }
}
