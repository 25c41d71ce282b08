package dev.facteur.protocol.dmarc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.facteur.protocol.dmarc.DmarcFault.Kind;
import dev.facteur.protocol.dmarc.DmarcRecord.PublicSuffix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DmarcRecordTest {
    @Test
    void everyTagIsRead() {
        var record =
                parse(
                        "v=DMARC1; p=reject; sp=quarantine; np=reject; psd=n; adkim=s; aspf=s; t=y;"
                                + " fo=d:s; rua=mailto:a@example.com, https://r.example/x;"
                                + " ruf=mailto:b@example.com;");
        assertThat(record.faults()).isEmpty();
        assertThat(record.policy()).isEqualTo(DmarcPolicy.REJECT);
        assertThat(record.subdomains()).isEqualTo(DmarcPolicy.QUARANTINE);
        assertThat(record.missing()).isEqualTo(DmarcPolicy.REJECT);
        assertThat(record.publicSuffix()).isEqualTo(PublicSuffix.NO);
        assertThat(record.strictDkim()).isTrue();
        assertThat(record.strictSpf()).isTrue();
        assertThat(record.testing()).isTrue();
        assertThat(record.failureOptions()).containsExactlyInAnyOrder("d", "s");
        assertThat(record.aggregateReports())
                .containsExactly("mailto:a@example.com", "https://r.example/x");
        assertThat(record.failureReports()).containsExactly("mailto:b@example.com");
    }

    @Test
    void everyFaultIsNamedWithItsTagAndPlace() {
        var record =
                parse(
                        "v=DMARC1;p=none; pct=50; x=1; adkim=strict; p=reject; fo; aspf=;"
                                + " rua=mailto:a@example.com!10m,b@example.com");
        assertThat(record.faults())
                .extracting(DmarcFault::kind, DmarcFault::tag, DmarcFault::place)
                .containsExactly(
                        tuple(Kind.REMOVED_TAG, "pct=50", 17),
                        tuple(Kind.UNKNOWN_TAG, "x=1", 25),
                        tuple(Kind.BAD_VALUE, "adkim=strict", 30),
                        tuple(Kind.TWICE, "p=reject", 44),
                        tuple(Kind.NO_TAG, "fo", 54),
                        tuple(Kind.BAD_VALUE, "aspf=", 58),
                        tuple(Kind.SIZE_LIMIT, "rua=mailto:a@example.com!10m,b@example.com", 65),
                        tuple(Kind.BAD_URI, "rua=mailto:a@example.com!10m,b@example.com", 65));
        assertThat(record.policy()).isEqualTo(DmarcPolicy.NONE);
        assertThat(record.strictDkim()).isFalse();
        assertThat(record.aggregateReports()).containsExactly("mailto:a@example.com");
    }

    @Test
    void recordWithoutPolicySaysSo() {
        assertThat(parse("v=DMARC1; rua=mailto:a@example.com").faults())
                .extracting(DmarcFault::kind)
                .containsExactly(Kind.POLICY_MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=DMARC1", "v = DMARC1 ; p=none", "V=DMARC1;", "v\t=\tDMARC1;p=none"})
    void recordBeginsWithItsVersion(String text) {
        assertThat(DmarcRecord.claims(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ";", "p=none; v=DMARC1", " v=DMARC1", "v=DMARC12", "v=dmarc1", "DMARC1"})
    void otherTextsAreNoRecord(String text) {
        assertThat(DmarcRecord.claims(text)).isFalse();
    }

    private static DmarcRecord parse(String text) {
        return DmarcRecord.parse("example.com", text);
    }
}
