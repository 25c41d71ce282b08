package dev.facteur.alert;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.platform.config.AlertSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whether recipients call more of a site's mail spam than large receivers put up with.
public final class FewComplain implements Check {
    /// Gmail and Yahoo want senders below 0.1 % and none ever at 0.3 %.
    private static final int TOO_MANY = 3;

    private final Tally tally;
    private final AlertSettings settings;

    public FewComplain(Tally tally, AlertSettings settings) {
        this.tally = tally;
        this.settings = settings;
    }

    @Override
    public List<Look> looks(Scope scope) {
        return scope.holdsMachine() ? List.of(new Look("complaints", this::see)) : List.of();
    }

    private List<Finding> see() {
        var findings = new ArrayList<Finding>();
        for (var ends : tally.complainedOf()) {
            if (!ends.scope().equals("site")) continue;
            if (ends.complained() < settings.complaintsOver()) continue;
            long perThousand = 1_000L * ends.complained();
            long allowed = (long) settings.complaintsPerThousand() * ends.delivered();
            if (perThousand >= allowed * TOO_MANY) findings.add(tooMany(ends));
            else if (perThousand >= allowed) findings.add(many(ends));
        }
        return findings;
    }

    private static Finding many(Tally.Ends ends) {
        return Finding.of(
                "complaints-many",
                Severity.WARNING,
                Who.YOU,
                ends.subject(),
                ends.complained(),
                ends.delivered(),
                percent(ends));
    }

    private static Finding tooMany(Tally.Ends ends) {
        return Finding.of(
                "complaints-too-many",
                Severity.PROBLEM,
                Who.YOU,
                ends.subject(),
                ends.complained(),
                ends.delivered(),
                percent(ends));
    }

    /// A complaint may come on the day after its mail.
    private static String percent(Tally.Ends ends) {
        double part = 100.0 * ends.complained() / Math.max(ends.delivered(), ends.complained());
        return String.format(Locale.ROOT, "%.2f", part);
    }
}
