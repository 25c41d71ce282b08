package dev.facteur.rotate;

import dev.facteur.account.Accounts;
import dev.facteur.account.DkimKey;
import dev.facteur.account.KeyState;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.protocol.dns.UpdateTrouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of records that we wanted to change, and those that somebody else may remove. Asks
/// nobody: it is known.
public final class KeyZoneWorks implements Check {
    private final Accounts accounts;
    private final @Nullable KeyZone zone;

    /// @param zone in which we publish; null when there is none
    public KeyZoneWorks(Accounts accounts, @Nullable KeyZone zone) {
        this.accounts = accounts;
        this.zone = zone;
    }

    @Override
    public List<Look> looks(Scope scope) {
        var looks = new ArrayList<Look>();
        var ours = zone;
        if (ours != null && (scope.everything() || !scope.domains().isEmpty())) {
            looks.add(new Look("zone " + ours.zone().name(), () -> troubles(ours)));
        }
        for (var domain : accounts.domains()) {
            var retired = domain.keysIn(KeyState.Retired.class);
            if (retired.isEmpty() || !scope.holdsDomain(domain.name())) continue;
            looks.add(new Look("domain " + domain.name(), () -> removable(retired)));
        }
        return looks;
    }

    private static List<Finding> troubles(KeyZone zone) {
        return zone.troubles().stream().map(trouble -> finding(zone, trouble)).toList();
    }

    private static Finding finding(KeyZone zone, KeyZone.Trouble trouble) {
        return told(trouble.why().kind(), zone.zone().name(), trouble.target())
                .seeing(
                        List.of(
                                "the server of the zone: " + trouble.why().getMessage(),
                                "tried "
                                        + trouble.tries()
                                        + " times since "
                                        + trouble.since()
                                        + ", next at "
                                        + trouble.next()));
    }

    private static Finding told(UpdateTrouble.Kind kind, String zone, String name) {
        var bad = Severity.WARNING;
        return switch (kind) {
            case SILENT -> Finding.of("zone-update-silent", bad, Who.YOU, zone, name);
            case UNPROVED -> Finding.of("zone-update-unproved", bad, Who.YOU, zone, name);
            case KEY_UNKNOWN -> Finding.of("zone-update-key-unknown", bad, Who.YOU, zone, name);
            case KEY_DIFFERS -> Finding.of("zone-update-key-differs", bad, Who.YOU, zone, name);
            case CLOCK -> Finding.of("zone-update-clock", bad, Who.YOU, zone, name);
            case OTHER_ZONE -> Finding.of("zone-update-other-zone", bad, Who.YOU, zone, name);
            case REFUSED -> Finding.of("zone-update-refused", bad, Who.YOU, zone, name);
            case FAILED -> Finding.of("zone-update-failed", bad, Who.YOU, zone, name);
        };
    }

    private static List<Finding> removable(List<DkimKey> retired) {
        var findings = new ArrayList<Finding>();
        for (var key : retired) {
            var record =
                    new ZoneRecord(key.recordName(), "TXT", key.recordValue(), Duration.ofHours(1));
            findings.add(
                    Finding.of("key-removable", Severity.NOTICE, Who.DNS, key.recordName())
                            .publishing(record));
        }
        return findings;
    }
}
