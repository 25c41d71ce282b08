package dev.facteur.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.domain.PublishingPlan;
import dev.facteur.protocol.dmarc.DmarcFault;
import dev.facteur.protocol.spf.SpfFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FindingTextsTest {
    private static final Pattern CODE =
            Pattern.compile(
                    "(?:Finding\\s*\\.\\s*(?:of|good)|unknown)\\(\\s*\"([a-z0-9]+(?:-[a-z0-9]+)+)\"");

    private final FindingTexts english = FindingTexts.in("en");
    private final FindingTexts french = FindingTexts.in("fr-CA");

    @Test
    void everyLanguageHasTheSameTexts() {
        var said = new TreeSet<>(french.keys());
        // Of these the English stands in the code.
        StatementTextsTest.wordings().forEach(one -> said.remove("phrase." + one.code()));
        assertThat(said).containsExactlyInAnyOrderElementsOf(english.keys());
    }

    @Test
    void everyFindingHasItsTextAndNoTextIsLeftOver() throws IOException {
        var codes = new TreeSet<String>();
        for (var folder : List.of("diagnose", "rotate", "seed", "alert")) {
            try (var files = Files.walk(Path.of("src/main/java/dev/facteur", folder))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    var matcher = CODE.matcher(Files.readString(file));
                    while (matcher.find()) codes.add(matcher.group(1));
                }
            }
        }
        assertThat(codes).contains("route-works", "look-late");
        assertThat(english.codes()).containsExactlyInAnyOrderElementsOf(codes);
    }

    @Test
    void valuesTakeTheirPlacesAndAreNotReadAgain() {
        var finding =
                Finding.of("account-closed", Severity.PROBLEM, Who.YOU, "{1}", "it {0} broke");

        assertThat(english.told(finding).seen())
                .isEqualTo("The account of route {1} may not send: it {0} broke");
    }

    @Test
    void everyFaultOfARecordIsSaidInTheReadersLanguage() {
        for (var kind : SpfFault.Kind.values()) {
            assertThat(french.keys())
                    .contains("phrase." + new SpfFault(kind, "a.example", "", 0).phrase());
        }
        for (var kind : DmarcFault.Kind.values()) {
            assertThat(french.keys())
                    .contains("phrase." + new DmarcFault(kind, "a.example", "", 0).phrase());
        }
    }

    @Test
    void everyPurposeOfARecordIsSaid() {
        for (var purpose : PublishingPlan.Purpose.values()) {
            assertThat(french.purpose(purpose.word())).isNotEmpty();
        }
    }

    @Test
    void aPhraseTakesTheFindingsValuesAndNoneReadsItself() {
        var fault =
                Finding.of("spf-syntax", Severity.PROBLEM, Who.DNS, "a", "spf-loop", "[1]{2}", "x");
        assertThat(english.told(fault).seen())
                .isEqualTo(
                        "The SPF record of a has a mistake: it includes itself by “x” ([1]{2}).");
    }

    @Test
    void aLanguageWithoutCatalogueIsEnglish() {
        assertThat(FindingTexts.in("xx").keys()).isEqualTo(english.keys());
    }

    @Test
    void evidenceIsOneLineEachAndNoLitany() {
        var long1 = "x".repeat(5_000);
        var finding = Finding.good("route-works", "a").seeing(List.of("a\r\n250 b", long1));

        assertThat(finding.evidence().get(0)).isEqualTo("a  250 b");
        assertThat(finding.evidence().get(1)).hasSizeLessThan(1_100);
    }
}
