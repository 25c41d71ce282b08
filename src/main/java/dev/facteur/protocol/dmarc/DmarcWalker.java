package dev.facteur.protocol.dmarc;

import dev.facteur.protocol.dmarc.DmarcWalk.Found;
import dev.facteur.protocol.dmarc.DmarcWalk.Stop;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer.Existence;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/// Walks for one evaluation, and asks no question twice. For one thread.
final class DmarcWalker {
    /// RFC 9989 §4.10 step 4: a name of so many labels goes on with one label less than that.
    private static final int MOST_LABELS = 8;

    private static final String PREFIX = "_dmarc.";

    private final Dns dns;
    private final InstantSource clock;
    private final Instant end;
    private final Map<String, Stop> known = new HashMap<>();

    DmarcWalker(Dns dns, InstantSource clock, Instant end) {
        this.dns = dns;
        this.clock = clock;
        this.end = end;
    }

    /// @param domain in lower case
    DmarcWalk walk(String domain) {
        var stops = new ArrayList<Stop>();
        for (var name = domain; !name.isEmpty(); name = above(name)) {
            var stop = known.computeIfAbsent(name, this::ask);
            stops.add(stop);
            if (stop.found() == Found.TROUBLE || isEnd(stop, domain)) break;
        }
        return new DmarcWalk(domain, stops);
    }

    /// Steps 2 and 7: `psd=n` ends the walk, and above its beginning `psd=y` does.
    private static boolean isEnd(Stop stop, String domain) {
        var record = stop.record();
        if (record == null) return false;
        return switch (record.publicSuffix()) {
            case NO -> true;
            case YES -> !stop.domain().equals(domain);
            case UNKNOWN -> false;
        };
    }

    private static String above(String name) {
        var labels = name.split("\\.", -1);
        int gone = Math.max(1, labels.length - MOST_LABELS + 1);
        int start = 0;
        for (int i = 0; i < gone; i++) start += labels[i].length() + 1;
        return start >= name.length() ? "" : name.substring(start);
    }

    private Stop ask(String domain) {
        // A name that DNS cannot hold has no record; those above it may.
        if (DnsName.of(PREFIX + domain).isEmpty()) return new Stop(domain, Found.NOTHING, null);
        if (!clock.instant().isBefore(end)) return new Stop(domain, Found.TROUBLE, null);
        try {
            var records =
                    dns.ask(DnsName.escaped(PREFIX + domain), RecordType.TXT).texts().stream()
                            .filter(DmarcRecord::claims)
                            .toList();
            // Step 2: several are all discarded.
            if (records.size() > 1) return new Stop(domain, Found.SEVERAL, null);
            if (records.isEmpty()) return new Stop(domain, Found.NOTHING, null);
            return new Stop(domain, Found.RECORD, DmarcRecord.parse(domain, records.getFirst()));
        } catch (DnsTrouble e) {
            return new Stop(domain, Found.TROUBLE, null);
        }
    }

    /// RFC 9989 §3.2.13: a domain does not exist when DNS says so of its name (NXDOMAIN), whatever
    /// the type. While DNS does not answer it counts as existing: `np` is mostly the harder policy.
    boolean exists(String domain) {
        if (DnsName.of(domain).isEmpty()) return false;
        if (!clock.instant().isBefore(end)) return true;
        try {
            var answer = dns.ask(DnsName.escaped(domain), RecordType.A);
            return answer.existence() != Existence.NO_NAME;
        } catch (DnsTrouble e) {
            return true;
        }
    }
}
