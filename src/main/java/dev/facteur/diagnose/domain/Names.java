package dev.facteur.diagnose.domain;

import dev.facteur.account.Domain;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// The names at which a domain's records stand, or are put by mistake.
final class Names {
    private Names() {}

    /// @param zone that the domain lies in
    static List<String> lookedAt(Domain domain, String zone) {
        var names = new ArrayList<String>();
        names.add(domain.name());
        names.add(dmarc(domain.name()));
        names.add(doubled(dmarc(domain.name()), zone));
        for (var name : keys(domain)) {
            names.add(name);
            names.add(doubled(name, zone));
        }
        return names;
    }

    /// Where keys stand, or will.
    static List<String> keys(Domain domain) {
        var names = new LinkedHashSet<String>();
        for (var key : domain.wantedKeys()) names.add(key.recordName());
        for (var alias : domain.aliases()) names.add(alias.name());
        return List.copyOf(names);
    }

    static String dmarc(String domain) {
        return "_dmarc." + domain;
    }

    static String doubled(String name, Survey survey) {
        return doubled(name, survey.zone());
    }

    /// Where a record lands when its whole name is typed into a panel that appends the zone's.
    private static String doubled(String name, String zone) {
        return name + "." + zone;
    }
}
