package dev.facteur.diagnose.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.content.ContentVerdict.Action;
import dev.facteur.diagnose.content.ContentVerdict.RuleHit;
import dev.facteur.diagnose.content.NoVerdict.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilterFindingsTest {
    private static final List<RuleHit> RULES =
            List.of(
                    new RuleHit("MIME_GOOD", -0.1, "fine"),
                    new RuleHit("MISSING_MID", 2.5, "no id"),
                    new RuleHit("MIME_HTML_ONLY", 4, ""));

    @ParameterizedTest
    @CsvSource({
        "PASS, content-fine, GOOD",
        "DELAY, content-delayed, NOTICE",
        "MARK, content-marked, WARNING",
        "REFUSE, content-refused, WARNING"
    })
    void verdictIsAFindingWithItsRulesAsEvidence(Action action, String code, Severity severity) {
        var verdict = new ContentVerdict("rspamd", 6.4, 15, action, RULES);
        assertThat(new FilterFindings(saying(verdict, null)).look(new byte[10]))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(code);
                    assertThat(finding.severity()).isEqualTo(severity);
                    assertThat(finding.values())
                            .containsExactly("6.4", "MIME_HTML_ONLY, MISSING_MID");
                    assertThat(finding.evidence())
                            .containsExactly(
                                    "4.0 MIME_HTML_ONLY ",
                                    "2.5 MISSING_MID no id",
                                    "-0.1 MIME_GOOD fine");
                });
    }

    @ParameterizedTest
    @CsvSource({"SILENT, filter-silent", "NONSENSE, filter-nonsense", "PASSWORD, filter-password"})
    void filterWithoutAWordIsANotice(Kind kind, String code) {
        var filter = saying(null, kind);
        assertThat(new FilterFindings(filter).look(new byte[10]))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(code);
                    assertThat(finding.severity()).isEqualTo(Severity.NOTICE);
                    assertThat(finding.evidence()).containsExactly("because");
                });
    }

    @Test
    void mailThatIsTooLargeIsNotShown() {
        var filter = saying(null, Kind.SILENT);
        assertThat(new FilterFindings(filter).look(new byte[101])).isEmpty();
    }

    private static SpamFilter saying(@Nullable ContentVerdict verdict, @Nullable Kind trouble) {
        return new SpamFilter() {
            @Override
            public String place() {
                return "here";
            }

            @Override
            public long maxBytes() {
                return 100;
            }

            @Override
            public ContentVerdict check(byte[] mail, Parties parties) throws NoVerdict {
                if (verdict != null) return verdict;
                throw new NoVerdict(trouble == null ? Kind.SILENT : trouble, "because");
            }

            @Override
            public void ping() throws NoVerdict {
                check(new byte[0], Parties.UNKNOWN);
            }

            @Override
            public void close() {}
        };
    }
}
