package dev.facteur.diagnose.domain;

import static dev.facteur.diagnose.domain.DomainScene.one;
import static dev.facteur.diagnose.domain.DomainScene.told;
import static dev.facteur.diagnose.domain.RealZones.good;
import static dev.facteur.diagnose.domain.RealZones.key;
import static dev.facteur.diagnose.domain.RealZones.servers;
import static dev.facteur.diagnose.domain.RealZones.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.platform.SystemDns;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.testkit.KnotNames;
import dev.facteur.testkit.OtherNames;
import dev.facteur.testkit.UnboundResolver;
import dev.facteur.testkit.Zone;
import dev.facteur.testkit.ZoneServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The doctor with the name servers of the world: zones at Knot, NSD and BIND, seen through
/// Unbound, which keeps answers and checks signatures.
class RealDnsTest {
    private static final String RIGHT = DomainScene.KEY.recordValue();
    private static final String KNOT = "127.0.0.1";
    private static final String NSD = "127.0.0.2";
    private static final String BIND = "127.0.0.3";
    private static final String SLOW = "127.0.0.4";
    private static final String HANGING = "127.0.0.5";

    @TempDir private static Path folder;
    private static KnotNames knot;
    private static OtherNames nsd;
    private static OtherNames bind;
    private static UnboundResolver unbound;
    private static ZoneServer slow;
    private static ZoneServer hanging;
    private static RealZones zones;

    @BeforeAll
    static void start() throws Exception {
        var texts = zones();
        var signed = Set.of("bogus.example", "signed.example");
        knot = KnotNames.start(folder.resolve("knot"), texts, signed);
        nsd = OtherNames.nsd(folder.resolve("nsd"), elsewhere(texts));
        bind =
                OtherNames.bind(
                        folder.resolve("bind"),
                        Map.of("three.example", texts.get("three.example")));
        var others = new HashSet<>(texts.keySet());
        others.removeAll(signed);
        var key = knot.key("signed.example");
        var anchors =
                Map.of("signed.example", key, "bogus.example", key.replace("signed.", "bogus."));
        unbound = UnboundResolver.start(folder, knot, anchors, others);
        slow = new ZoneServer(slowly()).slow(Duration.ofMillis(1100));
        hanging = new ZoneServer(new Zone()).silent();
        zones =
                new RealZones()
                        .at(KNOT, knot.address())
                        .at(NSD, nsd.address())
                        .at(BIND, bind.address())
                        .at(SLOW, slow.address())
                        .at(HANGING, hanging.address());
    }

    private static Map<String, String> zones() {
        var texts = new LinkedHashMap<String, String>();
        texts.put("three.example", servers(KNOT, NSD, BIND) + good());
        texts.put("signed.example", good());
        texts.put("bogus.example", good());
        texts.put("wrong.example", with(key(RIGHT.replace("p=MII", "p=MIJ"))));
        texts.put(
                "doubled.example",
                with("s1._domainkey.doubled.example TXT " + DomainScene.quoted(RIGHT)));
        texts.put("missing.example", "@ MX 10 mx\nmx A 192.0.2.10\n");
        texts.put("pieces.example", with(key(RIGHT.substring(0, 200)), key(RIGHT.substring(200))));
        texts.put("cut.example", with(key(RIGHT.substring(0, 255))));
        texts.put(
                "two.example",
                with(
                        key(RIGHT),
                        key("v=DKIM1; k=rsa; p=AAAA"),
                        "@ TXT \"v=spf1 mx -all\"",
                        "_dmarc TXT \"v=DMARC1; p=none\""));
        texts.put("minimum.example", head(900, 120) + with());
        texts.put("brief.example", head(60, 900) + with());
        texts.put("old.example", with("s1._domainkey 600 TXT \"v=DKIM1; k=rsa; p=AAAA\""));
        texts.put("differ.example", servers(KNOT, NSD) + good());
        texts.put("moved.example", with());
        texts.put("slow.example", servers(KNOT, SLOW) + good());
        texts.put("lame.example", servers(KNOT, NSD) + good());
        texts.put("hanging.example", servers(KNOT, HANGING) + good());
        texts.put("loop.example", with("s1._domainkey CNAME a", "a CNAME b", "b CNAME a"));
        texts.put("broken.example", "this is no zone file");
        return texts;
    }

    /// NSD has an old edition of one zone, the only good edition of another, and nothing of a
    /// third.
    private static Map<String, String> elsewhere(Map<String, String> texts) {
        return Map.of(
                "three.example", texts.get("three.example"),
                "differ.example", servers(KNOT, NSD) + with(),
                "moved.example", good());
    }

    private static Zone slowly() {
        return Zone.of(
                        "slow.example. TXT \"v=spf1 ip4:198.51.100.7 -all\"\n_dmarc.slow.example. TXT \"v=DMARC1; p=reject\"\n")
                .with("s1._domainkey.slow.example. TXT " + DomainScene.quoted(RIGHT));
    }

    private static String head(int ttl, int minimum) {
        return "@ "
                + ttl
                + " SOA ns hostmaster 1 300 300 300 "
                + minimum
                + "\n@ NS ns\nns A 127.0.0.1\n";
    }

    @AfterAll
    static void stop() throws Exception {
        if (hanging != null) hanging.close();
        if (slow != null) slow.close();
        if (unbound != null) unbound.close();
        if (bind != null) bind.close();
        if (nsd != null) nsd.close();
        if (knot != null) knot.close();
    }

    private static List<Finding> findings(String domain) throws InterruptedException {
        return zones.examined(domain, unbound.address());
    }

    private static List<String> codes(String domain) throws InterruptedException {
        return findings(domain).stream().map(Finding::code).toList();
    }

    @Test
    void aDomainInOrderIsGoodAtThreeMakersServers() throws Exception {
        var findings = findings("three.example");
        assertThat(findings)
                .extracting(Finding::code)
                .containsExactlyInAnyOrder(
                        "domain-reachable", "dkim-good", "spf-good", "dmarc-good");
        assertThat(one(findings, "dkim-good").evidence())
                .extracting(line -> line.split(":", 2)[0])
                .containsExactly(
                        "ns1.three.example (127.0.0.1)",
                        "ns2.three.example (127.0.0.2)",
                        "ns3.three.example (127.0.0.3)",
                        "resolver");
    }

    @Test
    void aWrongKeyIsToldWithThePlaceOfTheDifference() throws Exception {
        told(
                one(findings("wrong.example"), "dkim-wrong"),
                "Another DKIM key stands at s1._domainkey.wrong.example; it differs from character 21"
                        + " on.",
                "Une autre clé DKIM se trouve à s1._domainkey.wrong.example ; elle diffère à partir du"
                        + " caractère 21.");
    }

    @Test
    void aNameThatGotTheDomainTwiceIsFound() throws Exception {
        told(
                one(findings("doubled.example"), "record-doubled"),
                "The record for s1._domainkey.doubled.example stands at"
                        + " s1._domainkey.doubled.example.doubled.example.",
                "L'enregistrement pour s1._domainkey.doubled.example se trouve à"
                        + " s1._domainkey.doubled.example.doubled.example.");
    }

    @Test
    void whatIsMissingIsToldEach() throws Exception {
        assertThat(codes("missing.example"))
                .containsExactlyInAnyOrder(
                        "dkim-missing", "spf-missing", "dmarc-missing", "domain-reachable");
    }

    @Test
    void aKeyInPiecesAndOneThatIsCutAreToldApart() throws Exception {
        assertThat(codes("pieces.example")).contains("dkim-split");
        told(
                one(findings("cut.example"), "dkim-cut"),
                "The DKIM key at s1._domainkey.cut.example ends after 255 of "
                        + RIGHT.length()
                        + " characters.",
                "La clé DKIM à s1._domainkey.cut.example s'arrête après 255 caractères sur "
                        + RIGHT.length()
                        + ".");
    }

    @Test
    void twoRecordsWhereOneBelongsAreTold() throws Exception {
        assertThat(codes("two.example")).contains("dkim-several", "spf-several", "dmarc-several");
    }

    @Test
    void aServerThatFailsIsTold() throws Exception {
        assertThat(codes("broken.example")).containsExactly("domain-fails");
    }

    @Test
    void signaturesThatDoNotHoldAreToldApartFromServersThatFail() throws Exception {
        assertThat(codes("signed.example")).contains("dkim-good");
        var finding = one(findings("bogus.example"), "domain-bogus");
        assertThat(FindingTexts.in("en").told(finding).steps().getFirst()).contains("DS record");
        assertThat(FindingTexts.in("fr").told(finding).steps().getFirst()).contains("DS");
    }

    @Test
    void whatTheResolverRemembersLastsAsLongAsTheMinimumOfTheSoa() throws Exception {
        // RFC 2308 §5: the lesser of the SOA's TTL and its minimum field.
        propagates("minimum.example", head(900, 120), 120);
        propagates("brief.example", head(60, 900), 60);
    }

    private static void propagates(String domain, String head, int seconds) throws Exception {
        var resolver = new SystemDns(List.of(unbound.address()), true);
        resolver.ask("s1._domainkey." + domain, RecordType.TXT);
        knot.change(domain, head + good());
        lasts(domain, seconds);
    }

    private static void lasts(String domain, int seconds) throws Exception {
        var findings = findings(domain);
        assertThat(findings).extracting(Finding::code).contains("dkim-good");
        var until = Instant.parse(one(findings, "record-not-everywhere").values().getFirst());
        var most = Instant.now().plusSeconds(seconds);
        assertThat(until).isBetween(most.minusSeconds(45), most);
    }

    @Test
    void anOldRecordLastsAsLongAsItsTtl() throws Exception {
        var resolver = new SystemDns(List.of(unbound.address()), true);
        resolver.ask("s1._domainkey.old.example", RecordType.TXT);
        knot.change("old.example", good());
        lasts("old.example", 600);
    }

    @Test
    void serversWithDifferentEditionsAreTold() throws Exception {
        var finding = one(findings("differ.example"), "servers-differ");
        assertThat(finding.values()).containsExactly("ns2.differ.example (127.0.0.2)");
    }

    @Test
    void whoEditsTheZoneAtTheWrongCompanyIsToldWhichOneCounts() throws Exception {
        var finding = one(findings("moved.example"), "dkim-missing");
        assertThat(FindingTexts.in("en").told(finding).steps().getFirst())
                .isEqualTo(
                        "Publish the record below at the company that keeps this domain's DNS"
                                + " (ns.moved.example); at another one it has no effect.");
    }

    @Test
    void aServerThatKnowsNothingOfTheDomainIsToldApartFromASilentOne() throws Exception {
        told(
                one(findings("lame.example"), "server-lame"),
                "ns2.lame.example, a name server of lame.example, knows nothing of lame.example.",
                "ns2.lame.example, un serveur de noms de lame.example, ne sait rien de lame.example.");
        assertThat(codes("hanging.example")).contains("server-silent", "dkim-good");
    }

    @Test
    void aServerThatTakesSecondsIsTold() throws Exception {
        var finding = one(findings("slow.example"), "server-slow");
        assertThat(finding.values().getFirst()).isEqualTo("ns2.slow.example (127.0.0.4)");
    }

    @Test
    void aLoopOfAliasesIsTold() throws Exception {
        var finding = one(findings("loop.example"), "record-unanswered");
        assertThat(finding.subject()).isEqualTo("s1._domainkey.loop.example");
        assertThat(FindingTexts.in("en").told(finding).steps().getFirst()).contains("CNAME");
        assertThat(FindingTexts.in("fr").told(finding).steps().getFirst()).contains("CNAME");
    }
}
