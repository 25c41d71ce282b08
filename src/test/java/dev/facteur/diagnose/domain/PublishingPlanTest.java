package dev.facteur.diagnose.domain;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.facteur.account.Domain;
import dev.facteur.diagnose.RecordState;
import dev.facteur.diagnose.domain.Needs.Pointer;
import dev.facteur.diagnose.domain.PublishingPlan.Entry;
import dev.facteur.diagnose.domain.PublishingPlan.Purpose;
import dev.facteur.platform.SystemClock;
import dev.facteur.protocol.mtasts.StsPolicy;
import dev.facteur.protocol.mtasts.StsRecord;
import dev.facteur.route.Providers;
import dev.facteur.route.SenderRecords;
import dev.facteur.route.SenderRecords.Use;
import dev.facteur.route.SenderRecords.Wanted;
import dev.facteur.testkit.Zone;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

class PublishingPlanTest {
    private static final Domain DOMAIN = DomainScene.domain("a.example");

    private final Zone zone = Zone.of("a.example. MX 10 mx.a.example.");

    private final List<ProviderWish> wishes = new ArrayList<>();
    private boolean direct;
    private @Nullable String mailbox;

    private PublishingPlan.Plan plan(String... terms) throws InterruptedException {
        var pointer = new Pointer(InetAddress.ofLiteral("198.51.100.7"), "mail.a.example");
        var needs = new Needs(List.of(terms), List.of(pointer), direct);
        var reports = new ReportAddress(() -> Optional.ofNullable(mailbox));
        return new PublishingPlan(_ -> needs, _ -> wishes, zone, reports, new SystemClock())
                .of(DOMAIN);
    }

    private void wishes(Wanted... wanted) {
        var told = SenderRecords.of(false, List.of(wanted));
        wishes.add(new ProviderWish("way", false, Providers.find("mailgun").orElseThrow(), told));
    }

    private Entry entry(Purpose purpose, String... terms) throws InterruptedException {
        return plan(terms).records().stream()
                .filter(each -> each.purpose() == purpose)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNewDomainHasEverythingToPublish() throws Exception {
        assertThat(plan("ip4:198.51.100.7").records())
                .extracting(Entry::purpose, each -> each.record().name(), Entry::there)
                .containsExactly(
                        tuple(Purpose.DKIM, "s1._domainkey.a.example", false),
                        tuple(Purpose.SPF, "a.example", false),
                        tuple(Purpose.DMARC, "_dmarc.a.example", false),
                        tuple(Purpose.PTR, "7.100.51.198.in-addr.arpa", false),
                        tuple(Purpose.OWNERSHIP, "_facteur.a.example", false));
    }

    @Test
    void reportsGoToTheMailboxThatIsReadWithTheConsentOfItsDomain() throws Exception {
        mailbox = "reports@other.example";
        assertThat(entry(Purpose.DMARC).record().value())
                .isEqualTo("v=DMARC1; p=none; rua=mailto:reports@other.example");
        assertThat(plan().later().getFirst().value()).contains("rua=mailto:reports@other.example");
        var consent = entry(Purpose.DMARC_REPORTS);
        assertThat(consent.record().name()).isEqualTo("a.example._report._dmarc.other.example");
        assertThat(consent.record().value()).isEqualTo("v=DMARC1");
        assertThat(consent.there()).isFalse();
        zone.with("a.example._report._dmarc.other.example. TXT \"v=DMARC1\"");
        assertThat(entry(Purpose.DMARC_REPORTS).there()).isTrue();
        direct = true;
        assertThat(entry(Purpose.TLS_RPT).record().value())
                .isEqualTo("v=TLSRPTv1; rua=mailto:reports@other.example");
    }

    @Test
    void mailboxOfTheDomainItselfNeedsNoConsent() throws Exception {
        mailbox = "reports@a.example";
        assertThat(plan().records())
                .extracting(Entry::purpose)
                .doesNotContain(Purpose.DMARC_REPORTS);
    }

    @Test
    void laterStagesKeepTheAddressThatIsThere() throws Exception {
        mailbox = "reports@other.example";
        zone.with("_dmarc.a.example. TXT \"v=DMARC1; p=none; rua=mailto:x@service.example\"");
        assertThat(plan().later().getFirst().value()).contains("rua=mailto:x@service.example");
        assertThat(plan().records())
                .extracting(Entry::purpose)
                .doesNotContain(Purpose.DMARC_REPORTS);
    }

    @Test
    void anSpfRecordThatIsThereIsAddedToAndItsLookupsAreCounted() throws Exception {
        zone.with("a.example. TXT \"v=spf1 mx -all\"");
        var spf = entry(Purpose.SPF, "a:mail.a.example");
        assertThat(spf.record().value()).isEqualTo("v=spf1 mx a:mail.a.example -all");
        assertThat(spf.lookups()).isEqualTo(2);
    }

    @Test
    void anSpfRecordThatHasAllIsKept() throws Exception {
        zone.with("a.example. TXT \"v=spf1 ip4:198.51.100.0/24 -all\"");
        assertThat(entry(Purpose.SPF, "ip4:198.51.100.7").there()).isTrue();
    }

    @Test
    void aDmarcRecordThatIsThereIsKept() throws Exception {
        zone.with("_dmarc.a.example. TXT \"v=DMARC1; p=quarantine\"");
        assertThat(entry(Purpose.DMARC).record().value()).isEqualTo("v=DMARC1; p=quarantine");
        assertThat(plan().later()).isEmpty();
    }

    @Test
    void aNewDmarcPolicyIsSharpenedInStepsWithoutPercentages() throws Exception {
        assertThat(plan().later())
                .extracting(PublishingPlan.Stage::value)
                .containsExactly(
                        "v=DMARC1; p=quarantine; np=reject; rua=mailto:postmaster@a.example",
                        "v=DMARC1; p=reject; np=reject; rua=mailto:postmaster@a.example");
    }

    @Test
    void nothingIsProposedForANameOfWhichDnsSaysNothing() throws Exception {
        zone.broken("a.example.", Rcode.SERVFAIL);
        var plan = plan("ip4:198.51.100.7");
        assertThat(plan.unknown()).containsExactly("a.example");
        assertThat(plan.records()).extracting(Entry::purpose).doesNotContain(Purpose.SPF);
    }

    @Test
    void theNameOfAnAddressIsLookedUp() throws Exception {
        assertThat(entry(Purpose.PTR).state()).isEqualTo(RecordState.MISSING);
        zone.with("7.100.51.198.in-addr.arpa. PTR ip7.host.example.");
        assertThat(entry(Purpose.PTR).found()).containsExactly("ip7.host.example");
        zone.with("7.100.51.198.in-addr.arpa. PTR mail.a.example.");
        assertThat(entry(Purpose.PTR).there()).isTrue();
    }

    @Test
    void whatAProviderWantsStandsBesideOursUnderItsName() throws Exception {
        wishes(
                new Wanted(Use.DKIM, "k1._domainkey.a.example", "TXT", "k=rsa; p=AAAA"),
                new Wanted(Use.RETURN_PATH, "mg.a.example", "MX", "10 mxa.mailgun.org"));
        zone.with("mg.a.example. MX 5 mxa.mailgun.org.");
        assertThat(plan().records())
                .filteredOn(each -> each.provider().equals("Mailgun"))
                .extracting(Entry::purpose, each -> each.record().name(), Entry::state)
                .containsExactly(
                        tuple(Purpose.DKIM, "k1._domainkey.a.example", RecordState.MISSING),
                        tuple(Purpose.RETURN_PATH, "mg.a.example", RecordState.THERE));
    }

    @Test
    void whatAProviderWantsOfTheDomainsOwnSpfIsJoinedWithIt() throws Exception {
        wishes(new Wanted(Use.RETURN_PATH, "a.example", "TXT", "v=spf1 include:mailgun.org ~all"));
        zone.with("a.example. TXT \"v=spf1 mx -all\"");
        var records = plan().records();
        assertThat(records)
                .filteredOn(each -> each.record().value().startsWith("v=spf1"))
                .extracting(each -> each.record().value())
                .containsExactly("v=spf1 mx include:mailgun.org -all");
    }

    @Test
    void aDomainThatReceivesMailAndSendsDirectlyIsOfferedMtaStsAndReports() throws Exception {
        direct = true;
        var proposed = Objects.requireNonNull(plan().policy());
        assertThat(proposed.url()).isEqualTo("https://mta-sts.a.example/.well-known/mta-sts.txt");
        var policy = StsPolicy.parse(proposed.text().getBytes(US_ASCII));
        assertThat(policy.exchanges()).containsExactly("mx.a.example");
        var sts = entry(Purpose.MTA_STS);
        assertThat(sts.optional()).isTrue();
        assertThat(StsRecord.among(List.of(sts.record().value()))).isPresent();
        assertThat(entry(Purpose.TLS_RPT).record().name()).isEqualTo("_smtp._tls.a.example");
    }

    @Test
    void theIdOfThePolicyChangesWithItsContentAndElseNever() throws Exception {
        direct = true;
        var id = entry(Purpose.MTA_STS).record().value();
        assertThat(entry(Purpose.MTA_STS).record().value()).isEqualTo(id);
        zone.with("a.example. MX 20 mx2.a.example.");
        assertThat(entry(Purpose.MTA_STS).record().value()).isNotEqualTo(id);
    }

    @Test
    void mtaStsIsOfferedToNobodyWhoReceivesNoMailOrHasIt() throws Exception {
        direct = true;
        zone.with("_mta-sts.a.example. TXT \"v=STSv1; id=1;\"");
        assertThat(plan().policy()).isNull();
        zone.without("_mta-sts.a.example.").without("a.example.").with("a.example. MX 0 .");
        assertThat(plan().records())
                .extracting(Entry::purpose)
                .doesNotContain(Purpose.MTA_STS, Purpose.TLS_RPT);
    }
}
