package dev.facteur.deliver.direct;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.smtp.Unreachable;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Statement;
import dev.facteur.platform.Connector;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.route.Route;
import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Finds the mail servers of domains, and where they are (RFC 5321 §5.1). Blocks for DNS; safe for
/// use by many threads.
public final class Exchangers {
    /// More servers than anybody needs; whoever names a thousand wants to keep us busy.
    private static final int MOST_HOSTS = 10;

    private static final int MOST_ADDRESSES = 10;

    private final Dns dns;
    private final Connector connector;
    private final String name;

    /// @param name of this gateway, by which others may know it
    public Exchangers(Dns dns, Connector connector, String name) {
        this.dns = dns;
        this.connector = connector;
        this.name = name;
    }

    /// The servers of a recipient's domain in the order in which this mail tries them: equals in an
    /// order of the mail's own, which spreads the load and stays the same from one attempt to the
    /// next, as greylisting wants it.
    ///
    /// @param domain of the address as it was given: in letters of any script, or an address in
    ///   brackets
    /// @throws Unreachable when it has none that mail could go to
    public Exchanges of(String domain, Route.Direct direct, MailId mail) throws Unreachable {
        if (domain.startsWith("[")) return literal(domain);
        var asked = ascii(domain);
        var answer = ask(asked, RecordType.MX);
        return switch (answer.existence()) {
            case NO_NAME -> throw refused("5.1.2", Saying.MX_DOMAIN_UNKNOWN.with(asked));
            // RFC 5321 §5.1: no MX is an MX of itself.
            case NO_RECORD ->
                    new Exchanges(
                            asked,
                            answer.name(),
                            List.of(new Exchange(0, answer.name())),
                            false,
                            answer.authentic());
            case FOUND ->
                    new Exchanges(
                            asked,
                            answer.name(),
                            hosts(asked, answer.exchanges(), direct, mail),
                            true,
                            answer.authentic());
        };
    }

    private static Exchanges literal(String domain) {
        var host = domain.toLowerCase(Locale.ROOT);
        return new Exchanges(host, host, List.of(new Exchange(0, host)), false, false);
    }

    private static String ascii(String domain) throws Unreachable {
        try {
            return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException _) {
            throw refused("5.1.2", Saying.MX_NO_NAME.with(domain));
        }
    }

    private List<Exchange> hosts(
            String domain, List<DnsAnswer.Exchange> named, Route.Direct direct, MailId mail)
            throws Unreachable {
        var hosts =
                named.stream()
                        .filter(one -> !one.host().isEmpty())
                        .map(one -> new Exchange(one.preference(), one.host()))
                        .distinct()
                        .sorted(
                                Comparator.comparingInt(Exchange::preference)
                                        .thenComparingLong(one -> mixed(mail, one.host())))
                        .toList();
        if (hosts.isEmpty()) {
            // RFC 7505 §3.
            throw refused("5.1.10", Saying.MX_NONE_WANTED.with(domain));
        }
        var others = beforeOurs(hosts, direct);
        if (others.isEmpty()) throw Unreachable.of(loop(domain, hosts.getFirst().host()));
        return others.subList(0, Math.min(others.size(), MOST_HOSTS));
    }

    /// RFC 5321 §5.1: from a server that is ourselves on, nobody is tried, or mail would go round.
    private List<Exchange> beforeOurs(List<Exchange> hosts, Route.Direct direct) {
        var ours = Set.of(name.toLowerCase(Locale.ROOT), direct.hello().toLowerCase(Locale.ROOT));
        for (var host : hosts) {
            if (!ours.contains(host.host())) continue;
            return hosts.stream().filter(one -> one.preference() < host.preference()).toList();
        }
        return hosts;
    }

    static Outcome loop(String domain, String host) {
        return DnsOutcomes.refused("5.4.6", Saying.MX_LOOP.with(domain, host));
    }

    private static long mixed(MailId mail, String host) {
        long mixed = (mail.value() ^ host.hashCode()) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 32);
    }

    /// Where a server is, as seen from a route's addresses.
    public Located locate(Exchange exchange, Route.Direct direct) {
        var host = exchange.host();
        if (host.startsWith("[")) return judged(host, literalAddress(host));
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return new Located.Nowhere(noAddress(Saying.MX_LOCALHOST.with(host)));
        }
        if (looksLikeAddress(host)) {
            return new Located.Nowhere(noAddress(Saying.MX_IS_ADDRESS.with(host)));
        }
        var found = new ArrayList<InetAddress>();
        DnsTrouble trouble = null;
        for (var type : types(direct)) {
            try {
                found.addAll(dns.ask(host, type).addresses());
            } catch (DnsTrouble e) {
                trouble = e;
            }
        }
        if (!found.isEmpty()) return judged(host, found);
        if (trouble != null) return new Located.Nowhere(DnsOutcomes.unanswered(host, trouble));
        return new Located.Nowhere(noAddress(Saying.MX_UNREACHABLE.with(host)));
    }

    /// IPv4 first: receivers are stricter with IPv6.
    private List<RecordType> types(Route.Direct direct) {
        var types = new ArrayList<RecordType>();
        var sources = direct.sources();
        boolean four = sources.isEmpty() || sources.stream().anyMatch(Exchangers::isFour);
        boolean six =
                sources.isEmpty() ? hasPublicSix() : sources.stream().anyMatch(s -> !isFour(s));
        if (four) types.add(RecordType.A);
        if (six) types.add(RecordType.AAAA);
        return types;
    }

    private static boolean isFour(InetAddress address) {
        return !(address instanceof Inet6Address);
    }

    private boolean hasPublicSix() {
        return connector.own().stream()
                .anyMatch(own -> !isFour(own) && PublicAddresses.objection(own) == null);
    }

    private Located judged(String host, List<InetAddress> found) {
        var own = connector.own();
        var good = new ArrayList<InetAddress>();
        Statement objection = null;
        for (var address : found) {
            var said = PublicAddresses.objection(address);
            if (said == null && own.contains(address)) {
                return new Located.Ours(Saying.MX_OURS.with(host));
            }
            if (said == null) good.add(address);
            else if (objection == null) {
                objection = Saying.MX_AT.with(host, address.getHostAddress()).and(said);
            }
        }
        if (good.isEmpty()) {
            var why =
                    objection == null
                            ? Saying.MX_NO_ADDRESS.with(host)
                            : objection.and(Saying.NOTHING_SENT_THERE.with());
            return new Located.Nowhere(noAddress(why));
        }
        return new Located.Here(good.subList(0, Math.min(good.size(), MOST_ADDRESSES)));
    }

    private static List<InetAddress> literalAddress(String host) {
        var inner = host.substring(1, host.length() - 1);
        var address = inner.startsWith("ipv6:") ? inner.substring(5) : inner;
        try {
            return List.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    private static boolean looksLikeAddress(String host) {
        try {
            var _ = InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static Outcome noAddress(Statement why) {
        // RFC 3463 §3.5: unable to route.
        return DnsOutcomes.refused("5.4.4", why);
    }

    private DnsAnswer ask(String domain, RecordType type) throws Unreachable {
        try {
            return dns.ask(domain, type);
        } catch (DnsTrouble trouble) {
            if (trouble.kind() == DnsTrouble.Kind.NO_NAME) {
                throw refused("5.1.2", Saying.MX_NO_NAME.with(domain));
            }
            throw Unreachable.of(DnsOutcomes.unanswered(domain, trouble));
        }
    }

    private static Unreachable refused(String status, Statement why) {
        return Unreachable.of(DnsOutcomes.refused(status, why));
    }
}
