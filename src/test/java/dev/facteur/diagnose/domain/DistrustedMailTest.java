package dev.facteur.diagnose.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.DkimKey.Algorithm;
import dev.facteur.account.Domain;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.diagnose.FreemailFrom;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.Throttled;
import dev.facteur.mail.Statement;
import dev.facteur.platform.SystemDns;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.report.QueueShape;
import dev.facteur.route.Providers;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import dev.facteur.route.SenderRecords;
import dev.facteur.route.SenderRecords.Use;
import dev.facteur.route.SenderRecords.Wanted;
import dev.facteur.testkit.AccountBook;
import dev.facteur.testkit.ZoneServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;

/// Everything known that lets mail arrive in spam or be rejected for want of proof, each produced
/// and read back: the cause and the step are named, in both languages. What is read from an address
/// that delivers by itself (its name, IPv6) stands with the direct routes.
class DistrustedMailTest {
    private static final String RIGHT = DomainScene.KEY.recordValue();
    private static final Domain DOMAIN = DomainScene.domain(DomainScene.DOMAIN);

    private final DomainScene scene = new DomainScene();

    /// The finding of this code among those of the domain.
    private void tells(String code, String english, String french) throws InterruptedException {
        says(scene.finding(code), english, french);
    }

    /// That a text names cause and step, each part between the bars.
    private static void says(Finding finding, String english, String french) {
        assertThat(all("en", finding)).contains(english.split("\\|"));
        assertThat(all("fr", finding)).contains(french.split("\\|"));
    }

    private static String all(String language, Finding finding) {
        var told = FindingTexts.in(language).told(finding);
        assertThat(told.steps()).as(finding.code()).isNotEmpty();
        return told.seen() + "\n" + told.why() + "\n" + String.join("\n", told.steps());
    }

    private static Finding only(Check check, String code) throws InterruptedException {
        var findings = new ArrayList<Finding>();
        for (var look : check.looks(Scope.ALL)) findings.addAll(look.eyes().see());
        return DomainScene.one(findings, code);
    }

    @Test
    void noSpfRecord() throws Exception {
        scene.spf();
        tells("spf-missing", "has no SPF record|Publish", "n'a pas d'enregistrement SPF|Publiez");
    }

    @Test
    void twoSpfRecords() throws Exception {
        scene.spf("v=spf1 mx -all", "v=spf1 a -all");
        tells("spf-several", "2 SPF records|joins them", "2 enregistrements SPF|Publiez");
    }

    @Test
    void anSpfRecordInPieces() throws Exception {
        scene.spf("v=spf1 ip4:198.51.100.7", "include:_spf.b.example -all");
        tells("spf-split", "cut into several|Remove the pieces", "coupé en plusieurs|Supprimez");
    }

    @Test
    void tooManyLookups() throws Exception {
        var terms = new StringBuilder("v=spf1");
        for (int i = 0; i < 11; i++) {
            terms.append(" a:h").append(i).append(".b.example");
            scene.zone.with("h" + i + ".b.example. A 192.0.2.9");
        }
        scene.spf(terms + " -all");
        tells("spf-lookups", "11 look-ups|--verbose", "11|--verbose");
    }

    @Test
    void tooManyNamesThatLeadNowhere() throws Exception {
        scene.spf("v=spf1 a:x.b.example a:y.b.example a:z.b.example ip4:198.51.100.7 -all");
        tells("spf-void", "more than 2 names|Take out", "plus de 2 noms|Retirez");
    }

    @Test
    void spfSpeaksForTheProvidersBounceDomainAndNoKeyForOurs() throws Exception {
        says(
                only(providers("sendgrid", SenderRecords.absent()), "provider-domain-absent"),
                "does not know a.example|Add a.example there|domain records a.example",
                "ne connaît pas a.example|Ajoutez-y a.example|domain records a.example");
        var path = new Wanted(Use.RETURN_PATH, "em1.a.example", "CNAME", "u7.wl.sendgrid.net");
        says(
                only(
                        providers("sendgrid", SenderRecords.of(false, List.of(path))),
                        "provider-record-missing"),
                "em1.a.example that is not there|Publish the record below",
                "em1.a.example un enregistrement|Publiez l'enregistrement");
    }

    private Check providers(String provider, SenderRecords told) {
        var preset = Providers.find(provider).orElseThrow();
        var wish = new ProviderWish("way", true, preset, told);
        return new ProvidersKnow(
                () -> List.of(DOMAIN), _ -> List.of(wish), scene.zone, Instant::now);
    }

    @Test
    void noKeyIsPublished() throws Exception {
        scene.dkim();
        tells("dkim-missing", "is not published|Publish the record", "n'est pas publiée|Publiez");
    }

    @Test
    void theKeyStandsUnderAnotherSelector() throws Exception {
        scene.dkim().texts("s2._domainkey.a.example.", RIGHT);
        tells("dkim-missing", "s1._domainkey.a.example is not", "s1._domainkey.a.example n'est");
    }

    @Test
    void twoKeysAtOneName() throws Exception {
        scene.dkim(RIGHT, "v=DKIM1; k=rsa; p=AAAA");
        tells("dkim-several", "2 TXT records|Remove all of them", "2 enregistrements|Supprimez");
    }

    @Test
    void aKeyThatWasCut() throws Exception {
        scene.dkim(RIGHT.substring(0, 255));
        tells("dkim-cut", "after 255|several strings", "après 255|plusieurs chaînes");
    }

    @Test
    void aKeyThatWasTakenBack() throws Exception {
        scene.dkim("v=DKIM1; p=");
        tells("dkim-revoked", "taken back|Replace it", "révoquée|Remplacez-la");
    }

    @Test
    void anAliasToTheWrongTarget() throws Exception {
        scene.dkim().zone.with("s1._domainkey.a.example. CNAME s1.b.example.");
        tells("dkim-alias", "s1.b.example|Remove the CNAME", "s1.b.example|Supprimez");
    }

    @Test
    void anotherKeyAtTheName() throws Exception {
        scene.dkim(RIGHT.replace("p=MII", "p=MIJ"));
        tells("dkim-wrong", "differs from character|copy the value", "diffère|copiez la valeur");
    }

    @Test
    void aMailIsChangedAfterItWasSigned() throws Exception {
        says(
                only(providers("mailgun", SenderRecords.of(true, List.of())), "provider-rewrites"),
                "rewrites it on the way|body hash|route set way --no-sign",
                "réécrit en chemin|empreinte du corps|route set way --no-sign");
    }

    @Test
    void aKeyThatIsTooShort() throws Exception {
        scene.dkim("v=DKIM1; k=rsa; p=" + WeakKey.RSA_1024);
        tells("dkim-weak", "1024 bits|2048 bits|Replace", "1024 bits|2048 bits|Remplacez");
    }

    @Test
    void aKeyThatIsOnlyTried() throws Exception {
        scene.dkim(RIGHT + "; t=y");
        tells("dkim-testing", "t=y|Replace it", "t=y|Remplacez-la");
    }

    @Test
    void noDmarcRecord() throws Exception {
        scene.dmarc();
        tells("dmarc-missing", "no DMARC record|Publish", "pas d'enregistrement DMARC|Publiez");
    }

    @Test
    void aDmarcRecordAtTheDomainItself() throws Exception {
        scene.dmarc().texts("a.example.", "v=DMARC1; p=reject");
        tells("dmarc-at-apex", "belongs at _dmarc|Remove it", "sa place est à _dmarc|Supprimez");
    }

    @Test
    void spfInThePlaceOfDmarcOrASpaceBeforeIt() throws Exception {
        for (var text : List.of("v=spf1 -all", " v=DMARC1; p=reject")) {
            scene.dmarc(text);
            tells("dmarc-malformed", "is no DMARC record|Replace", "n'est pas un|Remplacez");
        }
    }

    @Test
    void aDmarcRecordWithoutPolicy() throws Exception {
        scene.dmarc("v=DMARC1; rua=mailto:postmaster@a.example");
        tells("dmarc-syntax", "there is no p=|Correct", "il n'y a pas de p=|Corrigez");
    }

    @Test
    void reportsToSomebodyWhoDoesNotTakeThem() throws Exception {
        scene.dmarc("v=DMARC1; p=reject; rua=mailto:x@reports.example");
        tells("dmarc-reports", "reports.example|publish", "reports.example|publier");
    }

    @Test
    void strictAlignmentWithASignatureOfTheDomainAbove() throws Exception {
        scene.dmarc("v=DMARC1; p=reject; adkim=s");
        var key = new Wanted(Use.DKIM, "s1._domainkey.example", "CNAME", "s1.wl.sendgrid.net");
        var path = new Wanted(Use.RETURN_PATH, "em1.example", "CNAME", "u7.wl.sendgrid.net");
        var told = SenderRecords.of(true, List.of(key, path));
        says(
                only(providers("sendgrid", told), "dmarc-strict"),
                "From a.example, signature example, return path em1.example|Take adkim=s out",
                "From a.example, signature example, adresse de retour em1.example|Retirez adkim=s");
    }

    @Test
    void theSenderIsOneOfAFreemailProvider(@TempDir Path folder) throws Exception {
        try (var book = AccountBook.open(folder)) {
            book.sites().add("shop", false);
            book.domains().add("gmail.com", "shop", EnumSet.of(Algorithm.ED25519));
            var relay = new Route.Relay("smtp.sendgrid.net", Rung.DEFAULT_LADDER, null, null);
            var route =
                    new Route(
                            1,
                            "out",
                            null,
                            relay,
                            null,
                            Route.Way.SMTP,
                            Route.Limits.DEFAULT,
                            true,
                            Route.UncertainPolicy.RETRY);
            says(
                    only(new FreemailFrom(book.accounts(), () -> List.of(route)), "freemail-from"),
                    "sends as gmail.com|Reply-To",
                    "au nom de gmail.com|Reply-To");
        }
    }

    @Test
    void nothingCanComeBack() throws Exception {
        scene.exchange("");
        tells(
                "domain-no-mx",
                "neither an MX record|Publish the MX",
                "ni enregistrement MX|Publiez");
        scene.exchange("a.example. MX 0 .\n");
        tells("domain-null-mx", "null MX|Replace the MX", "MX nul|Remplacez");
    }

    @Test
    void theDomainIsNotThere() throws Exception {
        var findings = scene.findings("b.test", scene.zone, _ -> scene.zone);
        says(
                DomainScene.one(findings, "domain-missing"),
                "does not exist|still paid",
                "n'existe pas");
        scene.zone.broken("a.example.", Rcode.SERVFAIL);
        tells("domain-fails", "no answer for a.example|mend its servers", "ne répond pas pour");
    }

    @Test
    void aNewSenderOrASuddenVolume() throws Exception {
        var rate =
                "421 4.7.28 [192.0.2.1] Our system has detected an unusual rate of unsolicited mail";
        var distrust =
                "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected"
                        + " volume or user complaints";
        assertThat(throttled(rate).severity()).isEqualTo(Severity.NOTICE);
        assertThat(throttled(distrust).severity()).isEqualTo(Severity.WARNING);
        says(
                throttled(distrust),
                "b.example takes less than there is|do not know yet|--per-minute 10",
                "b.example prend moins qu'il n'y a|ne connaissent pas encore|--per-minute 10");
        assertThat(
                        new Throttled(() -> List.of(line("450 4.2.1 mailbox full"), line("")))
                                .looks(Scope.ALL)
                                .getFirst()
                                .eyes()
                                .see())
                .isEmpty();
    }

    private static Finding throttled(String reply) throws InterruptedException {
        return only(new Throttled(() -> List.of(line(reply))), "queue-throttled");
    }

    private static QueueShape.Line line(String reply) {
        return new QueueShape.Line(
                "b.example", 7, List.of(7), 0, 0, Instant.now(), null, reply, null);
    }

    @Test
    void whatIsRightInTheZoneAndNotYetSeenOutside() throws Exception {
        var old = new DomainScene().dkim();
        try (var server = new ZoneServer(scene.zone)) {
            var findings = scene.findings(old.zone, _ -> SystemDns.authority(server.address()));
            var finding = DomainScene.one(findings, "record-not-everywhere");
            assertThat(FindingTexts.in("en").told(finding).seen()).contains("at the latest");
            assertThat(FindingTexts.in("fr").told(finding).seen()).contains("au plus tard");
        }
    }

    @Test
    void serversThatHaveDifferentEditions() throws Exception {
        var old = new DomainScene().dkim();
        scene.zone.with("a.example. NS ns2.host.example.\nns2.host.example. A 192.0.2.54");
        var findings =
                scene.findings(
                        scene.zone,
                        address -> address.getHostAddress().endsWith("54") ? old.zone : scene.zone);
        says(
                DomainScene.one(findings, "servers-differ"),
                "disagree|take it out of the NS records",
                "ne sont pas d'accord|NS");
    }

    @Test
    void aNameThatGotTheDomainTwice() throws Exception {
        scene.dmarc().texts("_dmarc.a.example.a.example.", "v=DMARC1; p=reject");
        tells(
                "record-doubled",
                "_dmarc.a.example.a.example|without the domain at the end",
                "_dmarc.a.example.a.example|sans le domaine");
    }

    @Test
    void signaturesOfTheZoneThatDoNotHold() throws Exception {
        Dns dns =
                (_, _) -> {
                    throw new DnsTrouble(
                            DnsTrouble.Kind.FAILED,
                            Statement.quoting("it answers SERVFAIL (DNSSEC Bogus)."));
                };
        says(
                DomainScene.one(scene.findings(dns, _ -> dns), "domain-bogus"),
                "do not hold|DS record",
                "ne tiennent pas|DS");
    }
}
