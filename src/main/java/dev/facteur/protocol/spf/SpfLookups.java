package dev.facteur.protocol.spf;

import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer;
import dev.facteur.protocol.dns.DnsAnswer.Existence;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.spf.SpfFault.Kind;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Asks DNS for one evaluation, and counts (RFC 7208 §4.6.4). For one thread.
final class SpfLookups {
    /// Terms that may ask DNS.
    static final int MOST_LOOKUPS = 10;

    /// Questions that may find nothing.
    static final int MOST_VOID_LOOKUPS = 2;

    /// Names that one `mx` or `ptr` may lead to.
    static final int MOST_NAMES = 10;

    private final Dns dns;
    private final InstantSource clock;
    private final Instant end;
    private int lookups;
    private int voidLookups;

    SpfLookups(Dns dns, InstantSource clock, Duration patience) {
        this.dns = dns;
        this.clock = clock;
        this.end = clock.instant().plus(patience);
    }

    int lookups() {
        return lookups;
    }

    int voidLookups() {
        return voidLookups;
    }

    Instant now() {
        return clock.instant();
    }

    /// A term is about to ask DNS.
    void count() throws Halt {
        lookups++;
        if (lookups > MOST_LOOKUPS) throw new Halt(Kind.TOO_MANY_LOOKUPS);
    }

    /// A question of a term or macro: when it finds nothing that counts. §4.6.4 speaks of terms;
    /// pyspf and Mail::SPF count each question, those for the hosts behind `mx` and `ptr` as well,
    /// and what they refuse does not arrive.
    ///
    /// What is no name does not exist, and is not asked for (§4.3, §5): a macro may make anything
    /// of a name.
    DnsAnswer ask(String name, RecordType type) throws Halt {
        try {
            var answer = dnsAnswer(name, type);
            if (answer.existence() != Existence.FOUND) voidLookups++;
            if (voidLookups > MOST_VOID_LOOKUPS) throw new Halt(Kind.TOO_MANY_VOID_LOOKUPS);
            return answer;
        } catch (DnsTrouble e) {
            if (e.kind() != DnsTrouble.Kind.NO_NAME) throw new Halt(Kind.DNS_TROUBLE);
            return new DnsAnswer(Existence.NO_NAME, name, List.of(), false, Duration.ZERO);
        }
    }

    /// The question for a record or an explanation, which counts in no case.
    List<String> texts(String name) throws Halt {
        try {
            return dnsAnswer(name, RecordType.TXT).texts();
        } catch (DnsTrouble e) {
            if (e.kind() != DnsTrouble.Kind.NO_NAME) throw new Halt(Kind.DNS_TROUBLE);
            return List.of();
        }
    }

    private DnsAnswer dnsAnswer(String name, RecordType type) throws Halt, DnsTrouble {
        if (!clock.instant().isBefore(end)) throw new Halt(Kind.TIME_OVER);
        return dns.ask(name, type);
    }

    /// A or AAAA, whichever the client's address is of (§5).
    static RecordType addressType(InetAddress client) {
        return AddressBlock.width(client) == AddressBlock.IPV4 ? RecordType.A : RecordType.AAAA;
    }
}
