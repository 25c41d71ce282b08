package dev.facteur.diagnose.content;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import java.util.List;

/// Whether the spam filter that the settings name can be asked. It is no part of any mail's way, so
/// it is nothing but a notice when it cannot.
public final class FilterAnswers implements Check {
    private final SpamFilter filter;

    public FilterAnswers(SpamFilter filter) {
        this.filter = filter;
    }

    @Override
    public List<Look> looks(Scope scope) {
        if (!scope.holdsMachine()) return List.of();
        return List.of(new Look("spam filter " + filter.place(), () -> List.of(see())));
    }

    private Finding see() {
        try {
            filter.ping();
            return Finding.good("filter-answers", filter.place());
        } catch (NoVerdict trouble) {
            return finding(filter, trouble);
        }
    }

    static Finding finding(SpamFilter filter, NoVerdict trouble) {
        var place = filter.place();
        var notice = Severity.NOTICE;
        var finding =
                switch (trouble.kind()) {
                    case SILENT -> Finding.of("filter-silent", notice, Who.YOU, place);
                    case NONSENSE -> Finding.of("filter-nonsense", notice, Who.YOU, place);
                    case PASSWORD -> Finding.of("filter-password", notice, Who.YOU, place);
                };
        return finding.seeing(List.of(String.valueOf(trouble.getMessage())));
    }
}
