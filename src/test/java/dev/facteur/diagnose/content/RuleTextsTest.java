package dev.facteur.diagnose.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RuleTextsTest {
    private final RuleTexts english = RuleTexts.in("en");
    private final RuleTexts french = RuleTexts.in("fr-CA");

    @Test
    void everyLanguageHasTheSameRules() {
        assertThat(french.keys()).containsExactlyInAnyOrderElementsOf(english.keys());
        assertThat(english.keys()).hasSizeGreaterThan(60);
    }

    @Test
    void everyRuleSaysWhatWasSeenAndWhatToDo() {
        for (var key : english.keys()) {
            var rule = key.endsWith(".do") ? key.substring(0, key.length() - 3) : key;
            assertThat(english.told(rule)).as(rule).isPresent();
            assertThat(english.keys()).contains(rule, rule + ".do");
        }
    }

    @Test
    void degreesOfARuleShareItsText() {
        assertThat(english.told("HTML_IMAGE_ONLY_28")).isEqualTo(english.told("HTML_IMAGE_ONLY"));
        assertThat(english.told("DATE_IN_PAST_03_06")).isEqualTo(english.told("DATE_IN_PAST"));
        assertThat(english.told("HTML_IMAGE_ONLY_28")).isPresent();
    }

    @Test
    void unknownRulesHaveNoText() {
        assertThat(english.told("BRAND_NEW_RULE")).isEmpty();
        assertThat(english.told("MISSING_SUBJECT.do")).isEmpty();
    }
}
