package dev.facteur.diagnose.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.facteur.account.Domain;
import dev.facteur.diagnose.domain.Needs.Pointer;
import dev.facteur.diagnose.domain.PublishingPlan.Entry;
import dev.facteur.diagnose.domain.PublishingPlan.Purpose;
import dev.facteur.platform.SystemClock;
import dev.facteur.testkit.Zone;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

class PublishingPlanTest {
    private static final Domain DOMAIN = DomainScene.domain("a.example");

    private final Zone zone = Zone.of("a.example. MX 10 mx.a.example.");

    private PublishingPlan.Plan plan(String... terms) {
        var pointer = new Pointer(InetAddress.ofLiteral("198.51.100.7"), "mail.a.example");
        var needs = new Needs(List.of(terms), List.of(pointer));
        return new PublishingPlan(_ -> needs, zone, new SystemClock()).of(DOMAIN);
    }

    private Entry entry(Purpose purpose, String... terms) {
        return plan(terms).records().stream()
                .filter(each -> each.purpose() == purpose)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNewDomainHasEverythingToPublish() {
        assertThat(plan("ip4:198.51.100.7").records())
                .extracting(Entry::purpose, each -> each.record().name(), Entry::there)
                .containsExactly(
                        tuple(Purpose.DKIM, "s1._domainkey.a.example", false),
                        tuple(Purpose.SPF, "a.example", false),
                        tuple(Purpose.DMARC, "_dmarc.a.example", false),
                        tuple(Purpose.PTR, "7.100.51.198.in-addr.arpa", false));
    }

    @Test
    void anSpfRecordThatIsThereIsAddedToAndItsLookupsAreCounted() {
        zone.with("a.example. TXT \"v=spf1 mx -all\"");
        var spf = entry(Purpose.SPF, "a:mail.a.example");
        assertThat(spf.record().value()).isEqualTo("v=spf1 mx a:mail.a.example -all");
        assertThat(spf.lookups()).isEqualTo(2);
    }

    @Test
    void anSpfRecordThatHasAllIsKept() {
        zone.with("a.example. TXT \"v=spf1 ip4:198.51.100.0/24 -all\"");
        assertThat(entry(Purpose.SPF, "ip4:198.51.100.7").there()).isTrue();
    }

    @Test
    void aDmarcRecordThatIsThereIsKept() {
        zone.with("_dmarc.a.example. TXT \"v=DMARC1; p=quarantine\"");
        assertThat(entry(Purpose.DMARC).record().value()).isEqualTo("v=DMARC1; p=quarantine");
        assertThat(plan().later()).isEmpty();
    }

    @Test
    void aNewDmarcPolicyIsSharpenedInStepsWithoutPercentages() {
        assertThat(plan().later())
                .extracting(PublishingPlan.Stage::value)
                .containsExactly(
                        "v=DMARC1; p=quarantine; np=reject; rua=mailto:postmaster@a.example",
                        "v=DMARC1; p=reject; np=reject; rua=mailto:postmaster@a.example");
    }

    @Test
    void nothingIsProposedForANameOfWhichDnsSaysNothing() {
        zone.broken("a.example.", Rcode.SERVFAIL);
        var plan = plan("ip4:198.51.100.7");
        assertThat(plan.unknown()).containsExactly("a.example");
        assertThat(plan.records()).extracting(Entry::purpose).doesNotContain(Purpose.SPF);
    }
}
