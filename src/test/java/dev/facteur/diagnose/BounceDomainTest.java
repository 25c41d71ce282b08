package dev.facteur.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.Zone;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

class BounceDomainTest {
    private static final String MX = "bounce.example.com. MX 10 mail.example.com.\n";
    private static final String SPF = "bounce.example.com. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n";

    private static List<Finding> look(Zone zone) throws Exception {
        return Spoken.of(new BounceDomain("bounce.example.com", "mail.example.com", zone));
    }

    @Test
    void aDomainWhoseMailGoesSomewhereAndThatMaySendIsGood() throws Exception {
        assertThat(look(Zone.of(MX + SPF)))
                .extracting(Finding::code)
                .containsExactly("bounce-domain-good");
    }

    @Test
    void withoutAnMxNothingComesBack() throws Exception {
        var missing = Spoken.only(look(Zone.of(SPF)), "bounce-mx-missing");

        assertThat(missing.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(missing.records())
                .extracting(ZoneRecord::value)
                .containsExactly("10 mail.example.com");
        assertThat(Spoken.english(missing)).contains("listen = [25]");
        assertThat(Spoken.french(missing)).contains("listen = [25]");
    }

    @Test
    void withoutSpfReceiversDoubtWhatLeaves() throws Exception {
        var missing = Spoken.only(look(Zone.of(MX)), "bounce-spf-missing");

        assertThat(missing.severity()).isEqualTo(Severity.WARNING);
        assertThat(Spoken.english(missing)).contains("v=spf1 ip4:ADDRESS -all");
    }

    @Test
    void nothingIsClaimedOfADomainThatIsNotAnswered() throws Exception {
        var zone = new Zone().broken("bounce.example.com.", Rcode.SERVFAIL);

        assertThat(look(zone)).extracting(Finding::code).containsExactly("bounce-domain-silent");
    }

    @Test
    void withoutADomainThereIsNothingToLookAt() {
        assertThat(new BounceDomain("", "mail.example.com", new Zone()).looks(Scope.ALL)).isEmpty();
    }
}
