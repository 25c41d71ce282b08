package dev.facteur.alert;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.platform.config.AlertSettings;
import dev.facteur.platform.config.DurationText;
import java.util.ArrayList;
import java.util.List;

/// Whether more of a site's or a route's mail fails than the operator allows.
public final class MailArrives implements Check {
    private final Tally tally;
    private final AlertSettings settings;

    public MailArrives(Tally tally, AlertSettings settings) {
        this.tally = tally;
        this.settings = settings;
    }

    @Override
    public List<Look> looks(Scope scope) {
        return scope.holdsMachine() ? List.of(new Look("failures", this::see)) : List.of();
    }

    private List<Finding> see() {
        var findings = new ArrayList<Finding>();
        for (var ends : tally.failing(settings.failuresWithin())) {
            if (ends.all() < settings.failuresOf()) continue;
            if (100L * ends.failed() < (long) settings.failuresPercent() * ends.all()) continue;
            findings.add(ends.scope().equals("site") ? ofSite(ends) : ofRoute(ends));
        }
        return findings;
    }

    private Finding ofSite(Tally.Ends ends) {
        return Finding.of(
                "failures-of-site",
                Severity.WARNING,
                Who.YOU,
                ends.subject(),
                ends.failed(),
                ends.all(),
                DurationText.write(settings.failuresWithin()));
    }

    private Finding ofRoute(Tally.Ends ends) {
        return Finding.of(
                "failures-of-route",
                Severity.WARNING,
                Who.YOU,
                ends.subject(),
                ends.failed(),
                ends.all(),
                DurationText.write(settings.failuresWithin()));
    }
}
