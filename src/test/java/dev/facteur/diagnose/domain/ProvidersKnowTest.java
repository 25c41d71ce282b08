package dev.facteur.diagnose.domain;

import static dev.facteur.diagnose.domain.DomainScene.one;
import static dev.facteur.diagnose.domain.DomainScene.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.Domain;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.diagnose.Severity;
import dev.facteur.route.Providers;
import dev.facteur.route.SenderRecords;
import dev.facteur.route.SenderRecords.Standing;
import dev.facteur.route.SenderRecords.Use;
import dev.facteur.route.SenderRecords.Wanted;
import dev.facteur.testkit.Zone;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProvidersKnowTest {
    private static final Domain DOMAIN = DomainScene.domain("a.example");
    private static final Wanted KEY =
            new Wanted(Use.DKIM, "s1._domainkey.a.example", "CNAME", "s1.u7.wl.sendgrid.net");
    private static final Wanted PATH =
            new Wanted(Use.RETURN_PATH, "em1.a.example", "CNAME", "u7.wl.sendgrid.net");

    private final Zone zone = Zone.of("a.example. MX 10 mx.a.example.");

    private List<Finding> findings(String provider, SenderRecords told)
            throws InterruptedException {
        var wish = new ProviderWish("way", false, Providers.find(provider).orElseThrow(), told);
        return new ProvidersKnow(() -> List.of(DOMAIN), _ -> List.of(wish), zone, Instant::now)
                .see(DOMAIN);
    }

    private void published() {
        zone.with("s1._domainkey.a.example. CNAME s1.u7.wl.sendgrid.net.");
        zone.with("em1.a.example. CNAME u7.wl.sendgrid.net.");
    }

    @Test
    void aDomainThatIsVerifiedAndHasItsRecordsIsGood() throws Exception {
        published();
        var findings = findings("sendgrid", SenderRecords.of(true, List.of(KEY, PATH)));
        assertThat(findings).extracting(Finding::code).containsExactly("provider-domain-good");
    }

    @Test
    void whereDnsHasAllTheProviderHasNotLookedYet() throws Exception {
        published();
        var finding =
                told(
                        one(
                                findings("sendgrid", SenderRecords.of(false, List.of(KEY, PATH))),
                                "provider-domain-waits"),
                        "The DNS of a.example has all that SendGrid wants, and SendGrid has not looked"
                                + " yet.",
                        "Le DNS de a.example a tout ce que SendGrid demande, et SendGrid n'a pas encore"
                                + " regardé.");
        assertThat(finding.actor()).isEqualTo("provider");
        assertThat(FindingTexts.in("en").told(finding).steps().getFirst())
                .contains("https://app.sendgrid.com/settings/sender_auth");
    }

    @Test
    void whatDnsLacksIsToldWithTheRecordAndNotBlamedOnTheProvider() throws Exception {
        var findings = findings("sendgrid", SenderRecords.of(false, List.of(KEY, PATH)));
        assertThat(findings)
                .extracting(Finding::code)
                .containsExactly("provider-record-missing", "provider-record-missing");
        var finding =
                told(
                        findings.getFirst(),
                        "SendGrid wants a record at s1._domainkey.a.example that is not there.",
                        "SendGrid demande à s1._domainkey.a.example un enregistrement qui ne s'y"
                                + " trouve pas.");
        assertThat(finding.actor()).isEqualTo("dns");
        assertThat(finding.records()).extracting("value").containsExactly("s1.u7.wl.sendgrid.net");
        assertThat(FindingTexts.in("fr").told(finding).steps().getLast())
                .isEqualTo("Regardez à nouveau : facteur domain check a.example");
    }

    @Test
    void whatStandsInTheWayIsShown() throws Exception {
        published();
        zone.without("s1._domainkey.a.example.").with("s1._domainkey.a.example. A 192.0.2.7");
        var finding =
                told(
                        one(
                                findings("sendgrid", SenderRecords.of(true, List.of(KEY, PATH))),
                                "provider-record-differs"),
                        "Something else stands at s1._domainkey.a.example than the record that"
                                + " SendGrid wants.",
                        "À s1._domainkey.a.example se trouve autre chose que l'enregistrement que"
                                + " SendGrid demande.");
        assertThat(finding.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(finding.evidence())
                .containsExactly(
                        "expected: s1._domainkey.a.example CNAME s1.u7.wl.sendgrid.net",
                        "found: A 192.0.2.7");
    }

    @Test
    void aReturnPathThatIsGoneIsNoGreatTroubleOnceTheKeyIsVerified() throws Exception {
        published();
        zone.without("em1.a.example.");
        var findings = findings("sendgrid", SenderRecords.of(true, List.of(KEY, PATH)));
        assertThat(one(findings, "provider-record-missing").severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void aDomainThatTheAccountDoesNotHaveIsTold() throws Exception {
        told(
                one(findings("resend", SenderRecords.absent()), "provider-domain-absent"),
                "The account at Resend (route way) does not know a.example.",
                "Le compte chez Resend (route way) ne connaît pas a.example.");
    }

    @Test
    void whoDoesNotTellHasAPageAndWhatIsKnownOfHimIsLookedFor() throws Exception {
        var path = new Wanted(Use.RETURN_PATH, "pm-bounces.a.example", "CNAME", "pm.mtasv.net");
        var told =
                new SenderRecords(
                        Standing.UNTOLD, List.of(path), "only the account's token may ask");
        var findings = findings("postmark", told);
        assertThat(one(findings, "provider-record-missing").severity()).isEqualTo(Severity.NOTICE);
        var finding =
                told(
                        one(findings, "provider-domain-untold"),
                        "Postmark does not tell by its API what it wants in the DNS of a.example.",
                        "Postmark ne dit pas par son API ce qu'il demande dans le DNS de a.example.");
        assertThat(FindingTexts.in("en").told(finding).steps().getFirst())
                .contains("https://account.postmarkapp.com/signature_domains");
    }

    @Test
    void theDomainsOwnSpfIsProposedJoined() throws Exception {
        zone.with("a.example. TXT \"v=spf1 mx -all\"");
        var wanted =
                new Wanted(Use.RETURN_PATH, "a.example", "TXT", "v=spf1 include:mailgun.org ~all");
        var finding =
                one(
                        findings("mailgun", SenderRecords.of(false, List.of(wanted))),
                        "provider-record-differs");
        assertThat(finding.records())
                .extracting("value")
                .containsExactly("v=spf1 mx include:mailgun.org -all");
    }
}
