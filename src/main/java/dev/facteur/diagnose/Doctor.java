package dev.facteur.diagnose;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets all checks look at the same time and gathers what they see, the worst first. A look that
/// takes too long, or fails by an error of ours, is a finding and no silence.
public final class Doctor {
    private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Check> checks;
    private final Clock clock;
    private final Duration patience;

    public Doctor(List<Check> checks, Clock clock) {
        this(checks, clock, PATIENCE);
    }

    Doctor(List<Check> checks, Clock clock, Duration patience) {
        this.checks = List.copyOf(checks);
        this.clock = clock;
        this.patience = patience;
    }

    private record Seen(int place, List<Finding> findings) {}

    public List<Finding> examine(Scope scope) throws InterruptedException {
        var looks = checks.stream().flatMap(check -> check.looks(scope).stream()).toList();
        var arrivals = new LinkedBlockingQueue<Seen>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < looks.size(); i++) {
            int place = i;
            var look = looks.get(i);
            threads.add(
                    Threads.virtual(
                            "look at " + look.name(),
                            () -> arrivals.add(new Seen(place, see(look)))));
        }
        try {
            return sorted(looks, await(looks.size(), arrivals));
        } finally {
            for (var thread : threads) thread.interrupt();
        }
    }

    private static List<Finding> see(Check.Look look) {
        try {
            return look.eyes().see();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (RuntimeException bug) {
            LOG.atError().addKeyValue("at", look.name()).setCause(bug).log("a look failed");
            return List.of(unknown("look-failed", look));
        }
    }

    private Map<Integer, List<Finding>> await(int looks, LinkedBlockingQueue<Seen> arrivals)
            throws InterruptedException {
        var deadline = clock.now().plus(patience);
        var seen = new HashMap<Integer, List<Finding>>();
        while (seen.size() < looks) {
            var arrived = clock.poll(arrivals, deadline);
            if (arrived == null) break;
            seen.put(arrived.place, arrived.findings);
        }
        return seen;
    }

    private static List<Finding> sorted(List<Check.Look> looks, Map<Integer, List<Finding>> seen) {
        var findings = new ArrayList<Finding>();
        for (int i = 0; i < looks.size(); i++) {
            findings.addAll(seen.getOrDefault(i, List.of(unknown("look-late", looks.get(i)))));
        }
        findings.sort(Comparator.comparing(Finding::severity).reversed());
        return toldOnce(findings);
    }

    /// That a route's server cannot be used, and why none of its ports can, are the same; what was
    /// found of the ports says more.
    private static List<Finding> toldOnce(List<Finding> findings) {
        var ofPorts =
                findings.stream()
                        .filter(one -> one.code().startsWith("port"))
                        .filter(one -> one.severity() == Severity.PROBLEM)
                        .map(Finding::subject)
                        .toList();
        return findings.stream()
                .filter(one ->
                        !one.code().equals("route-fails") || !ofPorts.contains(one.subject()))
                .toList();
    }

    private static Finding unknown(String code, Check.Look look) {
        return Finding.of(code, Severity.NOTICE, Who.NOBODY, look.name());
    }
}
