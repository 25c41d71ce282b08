package dev.facteur.protocol.dns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;

/// What DNS said to one question.
///
/// @param existence whether there is anything
/// @param name where aliases led; the name asked for when there were none. Without the final dot,
///   in lower case
/// @param records those of the type asked for
/// @param authentic whether the resolver has proved all of it by DNSSEC and is trusted to say so
/// @param lasts how long this may be kept
public record DnsAnswer(
        Existence existence, String name, List<Record> records, boolean authentic, Duration lasts) {
    /// As many aliases as resolvers follow; more are a loop.
    private static final int MAX_ALIASES = 16;

    public DnsAnswer {
        records = List.copyOf(records);
    }

    public enum Existence {
        /// There are records.
        FOUND,
        /// The name exists, without such a record.
        NO_RECORD,
        /// There is no such name (NXDOMAIN).
        NO_NAME
    }

    /// A mail server of a domain (RFC 1035 §3.3.9).
    ///
    /// @param host without the final dot, in lower case; `""` is the root, a null MX (RFC 7505 §3)
    public record Exchange(int preference, String host) {}

    /// A certificate or key that a server must show (RFC 6698 §2.1).
    ///
    /// @param data in hexadecimal, lower case
    public record Tlsa(int usage, int selector, int matching, String data) {}

    /// Reads a response whose code is NOERROR or NXDOMAIN.
    ///
    /// @param asked absolute
    /// @param trusted whether the resolver's word on DNSSEC counts
    /// @throws DnsTrouble when its aliases are a loop
    public static DnsAnswer of(Message response, Name asked, RecordType type, boolean trusted)
            throws DnsTrouble {
        boolean authentic = trusted && response.getHeader().getFlag(Flags.AD);
        var answers = response.getSection(Section.ANSWER);
        long ttl = Long.MAX_VALUE;
        var name = asked;
        for (int followed = 0; ; followed++) {
            var records = matching(answers, name, type);
            if (!records.isEmpty()) {
                for (var one : records) ttl = Math.min(ttl, one.getTTL());
                return new DnsAnswer(
                        Existence.FOUND, text(name), records, authentic, Duration.ofSeconds(ttl));
            }
            var alias = alias(answers, name);
            if (alias == null) break;
            if (followed == MAX_ALIASES) {
                throw new DnsTrouble(DnsTrouble.Kind.FAILED, DnsTrouble.Saying.DNS_LOOP, asked);
            }
            ttl = Math.min(ttl, alias.getTTL());
            name = alias.getTarget();
        }
        boolean gone = response.getRcode() == Rcode.NXDOMAIN;
        return new DnsAnswer(
                gone ? Existence.NO_NAME : Existence.NO_RECORD,
                text(name),
                List.of(),
                authentic,
                Duration.ofSeconds(Math.min(ttl, negativeTtl(response))));
    }

    private static List<Record> matching(List<Record> answers, Name name, RecordType type) {
        return answers.stream()
                .filter(one -> one.getType() == type.code() && one.getDClass() == DClass.IN)
                .filter(one -> one.getName().equals(name))
                .toList();
    }

    private static @Nullable CNAMERecord alias(List<Record> answers, Name name) {
        for (var one : answers) {
            if (one instanceof CNAMERecord alias && one.getName().equals(name)) return alias;
        }
        return null;
    }

    /// RFC 2308 §5: the lesser of the SOA's own TTL and its minimum field; without one, not at all.
    private static long negativeTtl(Message response) {
        for (var one : response.getSection(Section.AUTHORITY)) {
            if (one instanceof SOARecord soa) return Math.min(soa.getTTL(), soa.getMinimum());
        }
        return 0;
    }

    /// The addresses of A and AAAA records.
    public List<InetAddress> addresses() {
        return records.stream()
                .flatMap(one ->
                        switch (one) {
                            case ARecord four -> Stream.of(four.getAddress());
                            case AAAARecord six -> Stream.of(six.getAddress());
                            default -> Stream.<InetAddress>empty();
                        })
                .toList();
    }

    /// MX records as they came.
    public List<Exchange> exchanges() {
        return of(MXRecord.class)
                .map(one -> new Exchange(one.getPriority(), text(one.getTarget())))
                .toList();
    }

    /// TXT records, the strings of each joined without a space between; a byte a character.
    public List<String> texts() {
        return of(TXTRecord.class).map(DnsAnswer::joined).toList();
    }

    public List<Tlsa> tlsa() {
        return of(TLSARecord.class)
                .map(one ->
                        new Tlsa(
                                one.getCertificateUsage(),
                                one.getSelector(),
                                one.getMatchingType(),
                                HexFormat.of().formatHex(one.getCertificateAssociationData())))
                .toList();
    }

    /// The names that PTR, NS and CNAME records point to.
    public List<String> names() {
        return records.stream()
                .flatMap(one ->
                        switch (one) {
                            case PTRRecord pointer -> Stream.of(text(pointer.getTarget()));
                            case NSRecord server -> Stream.of(text(server.getTarget()));
                            case CNAMERecord alias -> Stream.of(text(alias.getTarget()));
                            default -> Stream.<String>empty();
                        })
                .toList();
    }

    private <T extends Record> Stream<T> of(Class<T> kind) {
        return records.stream().filter(kind::isInstance).map(kind::cast);
    }

    private static String joined(TXTRecord record) {
        var all = new StringBuilder();
        for (var part : record.getStringsAsByteArrays()) all.append(new String(part, ISO_8859_1));
        return all.toString();
    }

    private static String text(Name name) {
        if (name.equals(Name.root)) return "";
        return name.toString(true).toLowerCase(Locale.ROOT);
    }
}
