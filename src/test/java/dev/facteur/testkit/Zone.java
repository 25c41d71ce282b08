package dev.facteur.testkit;

import dev.facteur.mail.Statement;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.DnsTrouble.Kind;
import dev.facteur.protocol.dns.RecordType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/// All of DNS, as a test writes it down; what is not there does not exist. Asked in memory, or over
/// the wire by [ZoneServer].
///
/// May be changed while it is asked.
public final class Zone implements Dns {
    private static final long TTL = 300;

    private final Map<Name, List<Record>> records = new HashMap<>();
    private final Map<Name, Integer> broken = new HashMap<>();
    private final Set<Name> proved = new HashSet<>();
    private final AtomicInteger questions = new AtomicInteger();

    /// @param text lines of a zone file with full names: `a.example. MX 10 mx.a.example.`
    public static Zone of(String text) {
        return new Zone().with(text);
    }

    public synchronized Zone with(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        try (var master = new Master(new ByteArrayInputStream(bytes), Name.root, TTL)) {
            for (var one = master.nextRecord(); one != null; one = master.nextRecord()) with(one);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// For what cannot be written in a zone file.
    public synchronized Zone with(Record record) {
        records.computeIfAbsent(record.getName(), _ -> new ArrayList<>()).add(record);
        return this;
    }

    /// Takes everything away that stands at a name.
    public synchronized Zone without(String name) {
        records.remove(name(name));
        return this;
    }

    /// From now on a name is answered with this code, see [Rcode].
    public synchronized Zone broken(String name, int code) {
        broken.put(name(name), code);
        return this;
    }

    /// What is found at these names is proved by DNSSEC.
    public synchronized Zone proved(String... names) {
        for (var name : names) proved.add(name(name));
        return this;
    }

    /// How often it was asked.
    public int questions() {
        return questions.get();
    }

    @Override
    public DnsAnswer ask(String name, RecordType type) throws DnsTrouble {
        var asked = absolute(name);
        var query = Message.newQuery(Record.newRecord(asked, type.code(), DClass.IN));
        var response = answer(query);
        int code = response.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            throw new DnsTrouble(
                    code == Rcode.REFUSED ? Kind.REFUSED : Kind.FAILED,
                    Statement.quoting(
                            "the name server answers " + Rcode.string(code) + " for " + asked));
        }
        return DnsAnswer.of(response, asked, type, true);
    }

    private static Name absolute(String name) throws DnsTrouble {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new DnsTrouble(Kind.NO_NAME, DnsTrouble.Saying.DNS_NO_NAME, name);
        }
    }

    synchronized Message answer(Message query) {
        questions.incrementAndGet();
        var question = query.getQuestion();
        var response = new Message(query.getHeader().getID());
        var header = response.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.RD);
        header.setFlag(Flags.RA);
        response.addRecord(question, Section.QUESTION);
        var name = question.getName();
        header.setRcode(broken.getOrDefault(name, Rcode.NOERROR));
        if (header.getRcode() != Rcode.NOERROR) return response;
        boolean allProved = true;
        for (int aliases = 0; aliases < 30; aliases++) {
            allProved &= proved.contains(name);
            var here = at(name);
            var wanted = here.stream().filter(r -> r.getType() == question.getType()).toList();
            for (var one : wanted) response.addRecord(one, Section.ANSWER);
            var next = wanted.isEmpty() ? alias(here) : null;
            if (next == null) {
                if (wanted.isEmpty()) deny(response, name);
                break;
            }
            response.addRecord(next, Section.ANSWER);
            name = next.getTarget();
        }
        if (allProved) header.setFlag(Flags.AD);
        return response;
    }

    /// What stands at a name, or is made for it from a wildcard one label above.
    private List<Record> at(Name name) {
        var here = records.get(name);
        if (here != null) return here;
        if (name.labels() < 2) return List.of();
        return records.getOrDefault(name.wild(1), List.of()).stream()
                .map(one -> made(one, name))
                .toList();
    }

    private static Record made(Record wild, Name name) {
        var data = wild.rdataToWireCanonical();
        return Record.newRecord(name, wild.getType(), wild.getDClass(), wild.getTTL(), data);
    }

    private static @Nullable CNAMERecord alias(List<Record> here) {
        for (var one : here) {
            if (one instanceof CNAMERecord alias) return alias;
        }
        return null;
    }

    private void deny(Message response, Name name) {
        boolean exists = records.keySet().stream().anyMatch(known -> known.subdomain(name));
        if (!exists) response.getHeader().setRcode(Rcode.NXDOMAIN);
        var host = name("ns.zone.example");
        var soa = new SOARecord(Name.root, DClass.IN, TTL, host, host, 1, 1, 1, 1, TTL);
        response.addRecord(soa, Section.AUTHORITY);
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
