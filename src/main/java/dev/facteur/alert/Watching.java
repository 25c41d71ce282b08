package dev.facteur.alert;

import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at what the gateway knows already, one thing after the other; asks nobody else. Called by
/// one thread.
public final class Watching {
    private static final Logger LOG = LoggerFactory.getLogger(Watching.class);

    private final List<Watch> watches;
    private Set<Kind> unknown = Set.of();

    /// @param check that needs no network
    public record Watch(Kind kind, Check check) {}

    /// @param unknown kinds of which nothing could be seen now: what stood of them stands
    record Seen(List<Condition> conditions, Set<Kind> unknown) {
        Seen {
            conditions = List.copyOf(conditions);
        }
    }

    public Watching(List<Watch> watches) {
        this.watches = List.copyOf(watches);
    }

    Seen look() throws InterruptedException {
        var conditions = new ArrayList<Condition>();
        var unseen = EnumSet.noneOf(Kind.class);
        for (var watch : watches) {
            try {
                for (var finding : findings(watch)) {
                    conditions.add(new Condition(watch.kind(), finding));
                }
            } catch (RuntimeException failure) {
                unseen.add(watch.kind());
                if (!unknown.contains(watch.kind())) complain(watch, failure);
            }
        }
        unknown = unseen;
        return new Seen(conditions, unseen);
    }

    private static void complain(Watch watch, RuntimeException failure) {
        LOG.atError()
                .addKeyValue("kind", watch.kind().word())
                .setCause(failure)
                .log("what there is to alert of cannot be seen");
    }

    private static List<Finding> findings(Watch watch) throws InterruptedException {
        var findings = new ArrayList<Finding>();
        for (var look : watch.check().looks(Scope.ALL)) {
            for (var finding : look.eyes().see()) {
                if (watch.kind().covers(finding.code())) findings.add(finding);
            }
        }
        return findings;
    }
}
