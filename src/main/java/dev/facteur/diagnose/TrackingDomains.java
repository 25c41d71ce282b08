package dev.facteur.diagnose;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.track.DoorLook;
import dev.facteur.track.TrackingRule;
import dev.facteur.track.TrackingRules;
import java.time.Duration;
import java.util.List;

/// Whether the links in mails whose opens and clicks are counted lead anywhere.
public final class TrackingDomains implements Check {
    private static final Duration TTL = Duration.ofHours(1);

    private final TrackingRules rules;
    private final DoorLook look;
    private final String serverName;

    public TrackingDomains(TrackingRules rules, DoorLook look, String serverName) {
        this.rules = rules;
        this.look = look;
        this.serverName = serverName;
    }

    @Override
    public List<Look> looks(Scope scope) {
        if (!scope.holdsMachine() || rules.all().isEmpty()) return List.of();
        if (!rules.hasDoor()) return List.of(new Look("tracking", TrackingDomains::noDoor));
        return rules.all().stream()
                .map(TrackingRule::domain)
                .distinct()
                .map(domain -> new Look("tracking " + domain, () -> List.of(see(domain))))
                .toList();
    }

    private static List<Finding> noDoor() {
        return List.of(Finding.of("tracking-no-door", Severity.WARNING, Who.YOU, ""));
    }

    private Finding see(String domain) {
        var seen = look.look(domain);
        var finding = finding(domain, seen.state());
        return seen.detail().isEmpty() ? finding : finding.seeing(List.of(seen.detail()));
    }

    private Finding finding(String domain, DoorLook.State state) {
        var problem = Severity.PROBLEM;
        return switch (state) {
            case OURS -> Finding.good("tracking-leads", domain);
            case NO_ADDRESS ->
                    Finding.of("tracking-no-address", problem, Who.DNS, domain)
                            .publishing(new ZoneRecord(domain, "CNAME", serverName + ".", TTL));
            case NO_CERTIFICATE -> Finding.of("tracking-no-certificate", problem, Who.YOU, domain);
            case SILENT -> Finding.of("tracking-silent", problem, Who.YOU, domain);
            case ELSEWHERE -> Finding.of("tracking-elsewhere", problem, Who.YOU, domain);
        };
    }
}
