package dev.facteur.diagnose.domain;

import static dev.facteur.diagnose.domain.DomainScene.one;
import static dev.facteur.diagnose.domain.RealZones.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.platform.SystemDns;
import dev.facteur.testkit.KnotNames;
import dev.facteur.testkit.StreamingNames;
import dev.facteur.testkit.UnboundResolver;
import dev.facteur.testkit.Zone;
import dev.facteur.testkit.ZoneServer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names and zones that somebody made to hurt, or by mistake: each is a finding within the doctor's
/// patience, and never an error of ours.
class HostileDnsTest {
    private static final String LABELS = ("x".repeat(60) + ".").repeat(3) + "y".repeat(56);
    private static final String LONGEST = LABELS + ".long.example";

    @TempDir private static Path folder;
    private static KnotNames knot;
    private static UnboundResolver unbound;
    private static RealZones zones;

    @BeforeAll
    static void start() throws Exception {
        var texts = zones();
        knot = KnotNames.start(folder.resolve("knot"), texts);
        unbound = UnboundResolver.start(folder, knot, Map.of(), texts.keySet());
        zones = new RealZones().at("127.0.0.1", knot.address());
    }

    private static Map<String, String> zones() {
        var texts = new LinkedHashMap<String, String>();
        texts.put("full.example", with(many(2_000)));
        texts.put("overfull.example", with(many(10_000)));
        texts.put(
                "include.example",
                "@ MX 10 mx\nmx A 192.0.2.1\n@ TXT \"v=spf1 include:a.include.example -all\"\na TXT \"v=spf1 include:include.example -all\"\n");
        texts.put(
                "steered.example",
                with("s1._domainkey TXT \"v=DKIM1; p=\\027]0;owned\\007\\013\\010AAAA\""));
        texts.put("odd.example", with("s1._domainkey CNAME a\\.b\\027[2J\\\"c"));
        texts.put(
                "long.example",
                LABELS
                        + " MX 10 mx\nmx A 192.0.2.1\n"
                        + LABELS
                        + " TXT \"v=spf1 ip4:198.51.100.7 -all\"\n");
        return texts;
    }

    private static String[] many(int records) {
        var lines = new String[records];
        for (int i = 0; i < records; i++) lines[i] = "@ TXT \"verification=" + i + "\"";
        return lines;
    }

    @AfterAll
    static void stop() throws Exception {
        if (unbound != null) unbound.close();
        if (knot != null) knot.close();
    }

    private static List<Finding> findings(String domain) throws InterruptedException {
        return withoutError(zones.examined(domain, unbound.address()));
    }

    private static List<Finding> withoutError(List<Finding> findings) {
        assertThat(findings)
                .isNotEmpty()
                .extracting(Finding::code)
                .doesNotContain("look-failed", "look-late");
        for (var language : List.of("en", "fr")) {
            var texts = FindingTexts.in(language);
            for (var finding : findings) assertThat(texts.told(finding).seen()).isNotEmpty();
        }
        return findings;
    }

    private static List<String> codes(String domain) throws InterruptedException {
        return findings(domain).stream().map(Finding::code).toList();
    }

    @Test
    void addressesAreNoDomains() throws Exception {
        assertThat(codes("192.0.2.1")).containsExactly("domain-address");
        assertThat(codes("2001:db8::1")).containsExactly("domain-address");
        assertThat(codes("[192.0.2.1]")).containsExactly("domain-address");
    }

    @Test
    void thousandsOfTextsAreReadAndTheRecordsAmongThemFound() throws Exception {
        assertThat(codes("full.example")).contains("spf-good", "dmarc-good");
    }

    @Test
    void moreTextsThanAnAnswerHoldsAreTold() throws Exception {
        var finding = one(findings("overfull.example"), "record-unanswered");
        assertThat(finding.subject()).isEqualTo("overfull.example");
    }

    @Test
    void includesThatLoopAreTold() throws Exception {
        var finding = one(findings("include.example"), "spf-include");
        assertThat(FindingTexts.in("fr").told(finding).seen()).contains("il s'inclut lui-même");
    }

    @Test
    void aNameOfTheGreatestLengthIsLookedAt() throws Exception {
        assertThat(LONGEST).hasSize(252);
        assertThat(codes(LONGEST)).contains("record-unanswered", "spf-good");
    }

    @Test
    void labelsThatAreNoneAreTold() throws Exception {
        for (var name :
                List.of("a..example", "x".repeat(64) + ".example", ".", "\\", "é.example")) {
            assertThat(codes(name)).as(name).doesNotContain("dkim-good");
        }
    }

    @Test
    void whatStrangersPublishDoesNotSteerTheTerminal() throws Exception {
        for (var domain : List.of("steered.example", "odd.example")) {
            for (var finding : findings(domain)) {
                for (var line : finding.evidence())
                    assertThat(line).doesNotContainPattern("\\p{Cntrl}");
            }
        }
    }

    @Test
    void serversThatHangAreGivenUp() throws Exception {
        try (var hanging = new ZoneServer(new Zone()).silent()) {
            var resolver = new SystemDns(List.of(hanging.address()), true);
            var findings = withoutError(zones.examined("full.example", resolver));
            assertThat(findings).extracting(Finding::code).containsExactly("domain-fails");
        }
    }

    @Test
    void anAnswerOfMegabytesIsGivenUp() throws Exception {
        try (var streaming = new StreamingNames(4 << 20)) {
            var zone =
                    Zone.of("flood.example. MX 10 mx.flood.example.\n")
                            .with(
                                    "flood.example. NS ns.flood.example.\nns.flood.example. A 127.0.0.9");
            var findings =
                    withoutError(
                            new RealZones()
                                    .at("127.0.0.9", streaming.address())
                                    .examined("flood.example", zone));
            assertThat(findings).extracting(Finding::code).contains("server-silent");
        }
    }
}
