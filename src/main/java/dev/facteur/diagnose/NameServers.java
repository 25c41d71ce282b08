package dev.facteur.diagnose;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer.Existence;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Whether the name servers that this gateway asks answer at all, fast, and nothing but the truth.
/// Asks for nobody's domain: for a top-level domain, and for names that cannot exist.
public final class NameServers implements Check {
    /// A server that is down costs three.
    private static final Duration SLOW = Duration.ofSeconds(1);

    /// Signed, and found by whoever resolves anything. Not the root: some resolvers keep what they
    /// know of it to themselves, and serve mail as well as any.
    private static final String KNOWN = "com";

    /// Nobody can register below these (RFC 6761 §6.4, §6.5). Whoever invents answers may leave the
    /// first alone, because resolvers know it.
    private static final List<String> NOWHERE = List.of("invalid", "example");

    private final Dns dns;
    private final RandomGenerator random;
    private final Clock clock;

    public NameServers(Dns dns, RandomGenerator random, Clock clock) {
        this.dns = dns;
        this.random = random;
        this.clock = clock;
    }

    @Override
    public List<Look> looks(Scope scope) {
        return scope.holdsMachine() ? List.of(new Look("name servers", this::see)) : List.of();
    }

    private List<Finding> see() {
        long begun = clock.nanos();
        try {
            var known = dns.ask(KNOWN, RecordType.SOA);
            var took = Duration.ofNanos(clock.nanos() - begun);
            var findings = new ArrayList<Finding>();
            findings.add(speed(took));
            if (!known.authentic()) {
                findings.add(Finding.of("dns-unproved", Severity.NOTICE, Who.YOU, KNOWN));
            }
            for (var top : NOWHERE) findings.addAll(invented(top));
            return findings;
        } catch (DnsTrouble trouble) {
            var why = trouble.statement();
            return List.of(
                    Finding.of("dns-silent", Severity.PROBLEM, Who.YOU, "", why)
                            .seeing(List.of(why.english())));
        }
    }

    private static Finding speed(Duration took) {
        var seen = List.of(KNOWN + " SOA: " + took.toMillis() + " ms");
        if (took.compareTo(SLOW) < 0) {
            return Finding.good("dns-answers", "", took.toMillis()).seeing(seen);
        }
        return Finding.of("dns-slow", Severity.WARNING, Who.YOU, "", took.toMillis()).seeing(seen);
    }

    private List<Finding> invented(String top) {
        var name = "facteur-" + Long.toHexString(random.nextLong()) + "." + top;
        try {
            var answer = dns.ask(name, RecordType.A);
            if (answer.existence() != Existence.FOUND) return List.of();
            return List.of(
                    Finding.of("dns-invents", Severity.WARNING, Who.HOST, name)
                            .seeing(List.of(name + " A " + answer.addresses())));
        } catch (DnsTrouble _) {
            // Nothing is invented where nothing is said.
            return List.of();
        }
    }
}
