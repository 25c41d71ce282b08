package dev.facteur.diagnose.content;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.content.ContentVerdict.RuleHit;
import java.util.List;
import java.util.Locale;

/// What the spam filter thinks of a mail, among other findings about it.
public final class FilterFindings {
    private static final int MOST_NAMED = 5;

    private final SpamFilter filter;

    public FilterFindings(SpamFilter filter) {
        this.filter = filter;
    }

    /// One finding: its verdict with the points of each rule as the evidence, or that it has no
    /// word. Blocks for as long as the filter needs. A mail that is too large is not shown to it.
    ///
    /// @param mail complete
    public List<Finding> look(byte[] mail) {
        if (mail.length > filter.maxBytes()) return List.of();
        try {
            return List.of(finding(filter.check(mail, SpamFilter.Parties.UNKNOWN)));
        } catch (NoVerdict trouble) {
            return List.of(FilterAnswers.finding(filter, trouble));
        }
    }

    private static Finding finding(ContentVerdict verdict) {
        var you = Who.YOU;
        var name = verdict.filter();
        var values = new Object[] {number(verdict.score()), costly(verdict)};
        var finding =
                switch (verdict.action()) {
                    case PASS -> Finding.good("content-fine", name, values);
                    case DELAY -> Finding.of("content-delayed", Severity.NOTICE, you, name, values);
                    case MARK -> Finding.of("content-marked", Severity.WARNING, you, name, values);
                    case REFUSE ->
                            Finding.of("content-refused", Severity.WARNING, you, name, values);
                };
        return finding.seeing(verdict.rules().stream().map(FilterFindings::line).toList());
    }

    private static String costly(ContentVerdict verdict) {
        var names =
                verdict.rules().stream()
                        .filter(rule -> rule.points() > 0)
                        .limit(MOST_NAMED)
                        .map(RuleHit::name)
                        .toList();
        return String.join(", ", names);
    }

    private static String line(RuleHit rule) {
        return number(rule.points()) + " " + rule.name() + " " + rule.description();
    }

    private static String number(double points) {
        return String.format(Locale.ROOT, "%.1f", points);
    }
}
