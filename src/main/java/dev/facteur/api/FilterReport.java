package dev.facteur.api;

import dev.facteur.diagnose.content.ContentVerdict;
import dev.facteur.diagnose.content.RuleTexts;
import java.util.List;

/// What the spam filter thinks of a mail, as the API tells it.
///
/// @param filter `rspamd` or `spamassassin`
/// @param threshold from which it refuses (rspamd) or calls a mail spam (SpamAssassin)
/// @param action `pass`, `delay`, `mark` or `refuse`
/// @param rules the costliest first; below zero are those that speak for the mail
record FilterReport(
        String filter, double score, double threshold, String action, List<Rule> rules) {

    /// @param description the filter's own
    /// @param seen in our words, `""` for a rule that we have none for; likewise `advice`
    record Rule(String name, double points, String description, String seen, String advice) {}

    static FilterReport of(ContentVerdict verdict, RuleTexts texts) {
        return new FilterReport(
                verdict.filter(),
                verdict.score(),
                verdict.threshold(),
                verdict.action().word(),
                verdict.rules().stream().map(rule -> rule(rule, texts)).toList());
    }

    private static Rule rule(ContentVerdict.RuleHit rule, RuleTexts texts) {
        var told = texts.told(rule.name());
        return new Rule(
                rule.name(),
                rule.points(),
                rule.description(),
                told.map(RuleTexts.Told::seen).orElse(""),
                told.map(RuleTexts.Told::advice).orElse(""));
    }
}
