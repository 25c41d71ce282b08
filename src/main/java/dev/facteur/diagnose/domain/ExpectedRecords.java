package dev.facteur.diagnose.domain;

import dev.facteur.account.DkimKey;
import dev.facteur.account.Domain;
import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.protocol.dmarc.DmarcRecord;
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

    /// What the domain's owner publishes for a key: its text, or the alias to where we do.
    static ZoneRecord dkim(DkimKey key) {
        var hosting = key.hosting();
        return hosting == null
                ? new ZoneRecord(key.recordName(), "TXT", key.recordValue(), TTL)
                : alias(new Domain.Alias(key.recordName(), hosting.target()));
    }

    static ZoneRecord ownership(Domain.Proof proof) {
        return new ZoneRecord(proof.recordName(), "TXT", proof.recordValue(), TTL);
    }

    /// What we publish in the operator's zone.
    static ZoneRecord hosted(DkimKey key, DkimKey.Hosting hosting) {
        return new ZoneRecord(hosting.target(), "TXT", key.recordValue(), TTL);
    }

    static ZoneRecord alias(Domain.Alias alias) {
        return new ZoneRecord(alias.name(), "CNAME", alias.target(), TTL);
    }

    static ZoneRecord spf(String domain, String text) {
        return new ZoneRecord(domain, "TXT", text, TTL);
    }

    /// The first stage: it changes nothing, and receivers begin to report.
    ///
    /// @param reports the address to which they go
    static ZoneRecord firstDmarc(String domain, String reports) {
        return dmarc(domain, "v=DMARC1; p=none; rua=mailto:" + reports);
    }

    static ZoneRecord dmarc(String domain, String text) {
        return new ZoneRecord("_dmarc." + domain, "TXT", text, TTL);
    }

    /// A later value of a record, and the day from which it may be published.
    record Stage(LocalDate from, String value) {}

    /// RFC 9989 has no `pct`: a policy is sharpened by its steps. Reports go where they went.
    ///
    /// @param first the record that only watches
    static List<Stage> laterStages(DmarcRecord first, LocalDate today) {
        var addresses = String.join(",", first.aggregateReports());
        var reports = "np=reject" + (addresses.isEmpty() ? "" : "; rua=" + addresses);
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
