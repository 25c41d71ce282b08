package dev.facteur.diagnose.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.RecordState;
import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.testkit.Zone;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

class FoundTest {
    private final Zone zone = Zone.of("a.example. TXT \"something else\"");

    private Found found(String name, String type, String value) {
        return Found.of(zone, new ZoneRecord(name, type, value, Duration.ofHours(1)));
    }

    private RecordState state(String name, String type, String value) {
        return found(name, type, value).state();
    }

    @Test
    void anAliasToAnotherNameDiffers() {
        zone.with("s1._domainkey.a.example. CNAME s1.old.example.");
        var found = found("s1._domainkey.a.example", "CNAME", "s1.u7.wl.sendgrid.net");
        assertThat(found.state()).isEqualTo(RecordState.DIFFERS);
        assertThat(found.values()).containsExactly("s1.old.example");
        assertThat(state("s1._domainkey.a.example", "CNAME", "S1.OLD.example"))
                .isEqualTo(RecordState.THERE);
    }

    @Test
    void anAliasThatWasEnteredAsATextDiffers() {
        zone.with("em1.a.example. TXT \"u7.wl.sendgrid.net\"");
        assertThat(found("em1.a.example", "CNAME", "u7.wl.sendgrid.net").values())
                .containsExactly("TXT u7.wl.sendgrid.net");
    }

    @Test
    void anAliasBehindAProxyDiffers() {
        zone.with("em1.a.example. A 192.0.2.7");
        var found = found("em1.a.example", "CNAME", "u7.wl.sendgrid.net");
        assertThat(found.state()).isEqualTo(RecordState.DIFFERS);
        assertThat(found.values()).containsExactly("A 192.0.2.7");
    }

    @Test
    void textsOfAnotherKindAreInNobodysWay() {
        assertThat(state("a.example", "TXT", "brevo-code:4bc1")).isEqualTo(RecordState.MISSING);
        zone.with("a.example. TXT \"brevo-code:9999\"");
        assertThat(state("a.example", "TXT", "brevo-code:4bc1")).isEqualTo(RecordState.DIFFERS);
    }

    @Test
    void aKeyIsTheSameHoweverItsTagsAreWritten() {
        zone.with("k1._domainkey.a.example. TXT \"v=DKIM1; k=rsa; t=s; p=AAAA\"");
        assertThat(state("k1._domainkey.a.example", "TXT", "k=rsa;p=AAAA"))
                .isEqualTo(RecordState.THERE);
        assertThat(state("k1._domainkey.a.example", "TXT", "k=rsa;p=BBBB"))
                .isEqualTo(RecordState.DIFFERS);
    }

    @Test
    void anSpfRecordThatAllowsMoreIsAsGoodAndTwoAreNone() {
        var wanted = "v=spf1 include:amazonses.com ~all";
        zone.with("bounce.a.example. TXT \"v=spf1 mx include:amazonses.com -all\"");
        assertThat(state("bounce.a.example", "TXT", wanted)).isEqualTo(RecordState.THERE);
        zone.with("bounce.a.example. TXT \"v=spf1 include:amazonses.com ~all\"");
        assertThat(state("bounce.a.example", "TXT", wanted)).isEqualTo(RecordState.DIFFERS);
    }

    @Test
    void anExchangerMayHaveAnotherPreference() {
        zone.with("bounce.a.example. MX 20 feedback-smtp.eu-west-1.amazonses.com.");
        assertThat(state("bounce.a.example", "MX", "10 feedback-smtp.eu-west-1.amazonses.com"))
                .isEqualTo(RecordState.THERE);
        assertThat(found("bounce.a.example", "MX", "10 mx.other.example").values())
                .containsExactly("20 feedback-smtp.eu-west-1.amazonses.com");
    }

    @Test
    void nothingIsSaidOfANameOfWhichDnsSaysNothing() {
        zone.broken("a.example.", Rcode.SERVFAIL);
        assertThat(state("a.example", "TXT", "x")).isEqualTo(RecordState.UNKNOWN);
    }
}
